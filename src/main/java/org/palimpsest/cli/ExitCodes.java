package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.palimpsest.conf.ConfException;
import org.palimpsest.data.DataException;
import org.palimpsest.data.NotEnoughMemoryException;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.FolderLockedException;
import org.palimpsest.disk.FolderLostException;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.CheckpointException;
import org.palimpsest.experiment.DivergedException;
import org.palimpsest.experiment.RunCancelledException;
import org.palimpsest.mlflow.InvalidTrackingServerException;
import org.palimpsest.mlflow.MlflowUnavailableException;
import org.palimpsest.mlflow.TrackingException;
import org.palimpsest.report.compare.MatrixFileException;
import org.palimpsest.report.compare.RefusedComparisonException;
import org.palimpsest.sweep.SlurmException;

/** What the program's end says to a script. */
final class ExitCodes {

  static final int DONE = 0;
  static final int BUG = 1;
  static final int WRONG_CONFIGURATION = 2;
  static final int BAD_DATA = 3;
  static final int OUT_OF_SPACE = 4;
  static final int NOT_SENT = 5;
  static final int GOES_ON = 6;
  static final int DIVERGED = 7;
  static final int INTERRUPTED = 130;

  private static final int SIGKILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  private ExitCodes() {}

  /** The exit code of the first cause that has one; else it is a bug. */
  static int of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      int code = ofOne(cause);
      if (code != BUG) {
        return code;
      }
    }
    return BUG;
  }

  /** As far as the exit code of another process of this program tells. */
  static int ofProcess(int code) {
    // The system ends a process by signal 9 when memory runs out; people do so for no failed cell.
    return switch (code) {
      case SIGKILLED -> OUT_OF_SPACE;
      case TERMINATED -> INTERRUPTED;
      default -> code > INTERRUPTED ? BUG : code;
    };
  }

  private static int ofOne(Throwable failure) {
    if (failure instanceof ConfException
        || failure instanceof FolderLockedException
        || failure instanceof RefusedComparisonException
        || failure instanceof InvalidTrackingServerException
        || failure instanceof MlflowUnavailableException
        || failure instanceof SlurmException) {
      return WRONG_CONFIGURATION;
    }
    if (failure instanceof DataException
        || failure instanceof CheckpointException
        || failure instanceof MatrixFileException
        || failure instanceof TrackingException
        || failure instanceof DamagedFileException
        || failure instanceof FolderLostException) {
      return BAD_DATA;
    }
    if (failure instanceof StorageException
        || failure instanceof OutOfMemoryError
        || failure instanceof NotEnoughMemoryException
        || !shortage(failure).isEmpty()) {
      return OUT_OF_SPACE;
    }
    if (failure instanceof DivergedException) {
      return DIVERGED;
    }
    return failure instanceof RunCancelledException ? INTERRUPTED : BUG;
  }

  /**
   * What the machine, or what it allows a process, has run out of: a disk can be full wherever
   * something is written, and a library that finds no room is reported in the words of the system.
   *
   * @return in words, with where to look; empty if it is something else
   */
  static String shortage(Throwable failure) {
    boolean ofSystem = failure instanceof IOException || failure instanceof LinkageError;
    String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    String text = String.valueOf(reason).toLowerCase(Locale.ROOT);
    if (!ofSystem) {
      return "";
    }
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return "no space left on the disk";
    }
    if (text.contains("too many open files")) {
      return "too many files are open; ulimit -n says how many may be, and 256 are enough";
    }
    return text.contains("failed to map segment") || text.contains("cannot allocate memory")
        ? "the system gives no more memory; ulimit -v says how much address space there may be"
        : "";
  }
}
