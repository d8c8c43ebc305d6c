package org.palimpsest.cli;

/** A program that meets a bug, for a process of its own. */
final class BugProgram {

  private BugProgram() {}

  public static void main(String[] arguments) {
    Logs.start(false);
    System.exit(new Failures(Streams.ofProcess().err()).report(new IllegalStateException("oops")));
  }
}
