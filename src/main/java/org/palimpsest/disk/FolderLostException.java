package org.palimpsest.disk;

import java.nio.file.Path;

/**
 * A run's folder is no longer this process's own: another process writes there although it is
 * locked, as file systems of a network allow, or it was deleted, moved or changed. Whoever meets
 * this stops, and writes nothing more there.
 */
public final class FolderLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A loss.
   *
   * @param file which
   * @param why what was found
   */
  public FolderLostException(Path file, String why) {
    super(
        ("%s: %s: another process works in this folder, or it was deleted, moved or changed while the"
                + " run was at work. Stopped; the same command goes on from what is there, once nobody"
                + " else works on it")
            .formatted(file, why));
  }
}
