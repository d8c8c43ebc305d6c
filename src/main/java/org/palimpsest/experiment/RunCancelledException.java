package org.palimpsest.experiment;

import java.nio.file.Path;

/** The run was asked to stop and did; the same command goes on from its last checkpoint. */
public final class RunCancelledException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Path folder;

  RunCancelledException(Path folder) {
    super("%s: stopped; the same command goes on from the last checkpoint".formatted(folder));
    this.folder = folder;
  }

  /** The run's folder. */
  public Path folder() {
    return folder;
  }
}
