package org.palimpsest.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Results cannot be written or read: no space, no permission, a broken disk. Says what is safe; the
 * same command goes on from there once the cause is gone.
 */
public final class StorageException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  private StorageException(String message, IOException cause) {
    super(message, cause);
  }

  /** What went wrong at this file, with what to do about it. */
  public static StorageException at(Path file, IOException cause) {
    String reason = reason(cause);
    return new StorageException(
        ("%s: %s. Everything finished before is safe; once that is put right, the same command goes"
                + " on from the last checkpoint")
            .formatted(file, reason),
        cause);
  }

  private static String reason(IOException cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      String text = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("no space left") || text.contains("quota exceeded")) {
        return "no space left on the disk";
      }
      if (at instanceof ReadOnlyFileSystemException || text.contains("read-only file system")) {
        return "the file system is read-only";
      }
      if (at instanceof AccessDeniedException || text.contains("permission denied")) {
        return "permission denied";
      }
      if (at instanceof NoSuchFileException) {
        return "there is no such file, or no such folder for it";
      }
      if (text.contains("too many open files")) {
        return "too many files are open (ulimit -n says how many may be)";
      }
    }
    @Nullable String message =
        cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
