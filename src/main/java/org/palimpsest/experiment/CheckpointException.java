package org.palimpsest.experiment;

import java.nio.file.Path;

/** A checkpoint is damaged. */
public final class CheckpointException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** It was only looked at, and is left where it is. */
  CheckpointException(Path checkpoint, String why) {
    super(
        "%s: damaged checkpoint: %s. Running the experiment once more replaces it"
            .formatted(checkpoint, why));
  }

  /** It has been set aside, so that the same command goes on from the one before. */
  CheckpointException(Path checkpoint, String why, Path setAside) {
    super(
        ("%s: damaged checkpoint: %s. It was set aside as %s; the same command goes on from the"
                + " checkpoint before it")
            .formatted(checkpoint, why, setAside.getFileName()));
  }
}
