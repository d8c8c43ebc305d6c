package org.palimpsest.engine;

/** How batch normalisation behaves in a pass whose gradient is wanted. */
public enum Mode {
  /** Normalises by the batch and moves the running statistics. */
  TRAINING,
  /** Normalises by the running statistics and leaves them alone: for a handful of images. */
  FROZEN_STATISTICS,
  /** Normalises by the batch and leaves the running statistics alone: for inner loops. */
  BATCH_STATISTICS
}
