package org.palimpsest.experiment;

import java.nio.file.Path;

/**
 * A checkpoint is damaged. It has been set aside, so that the same command goes on from the one
 * before.
 */
public final class CheckpointException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CheckpointException(Path checkpoint, String why, Path setAside) {
    super(
        ("%s: damaged checkpoint: %s. It was set aside as %s; the same command goes on from the"
                + " checkpoint before it")
            .formatted(checkpoint, why, setAside.getFileName()));
  }
}
