package org.palimpsest.conf;

/**
 * Where a value was written.
 *
 * @param file as shown to the user
 * @param line from 1; 0 where there is none
 */
record Place(String file, int line) {

  static final String COMMAND_LINE = "command line";

  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
