package org.palimpsest.disk;

import java.nio.file.Path;

/**
 * A file of a run is not what was written there: something else has changed it. Says which file,
 * what was found and how to go on.
 */
public final class DamagedFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String why;

  /**
   * A damage.
   *
   * @param file which
   * @param why what was found, and where in the file
   */
  public DamagedFileException(Path file, String why) {
    super(
        "%s: damaged: %s. Bring the file back, or move its folder away to have the run anew"
            .formatted(file, why));
    this.why = why;
  }

  /** What was found, and where in the file. */
  public String why() {
    return why;
  }
}
