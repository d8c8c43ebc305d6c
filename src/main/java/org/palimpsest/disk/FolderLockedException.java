package org.palimpsest.disk;

import java.nio.file.Path;

/** Another process works on this run; the message says which one. */
public final class FolderLockedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FolderLockedException(Path folder, String holder) {
    super(
        "%s: another process works on this run: %s. Wait for it, or end it and run this again"
            .formatted(folder, holder));
  }
}
