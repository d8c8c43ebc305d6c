package org.palimpsest.experiment;

/** What a run spends its time on. */
public enum Activity {
  /** Loading and cutting the data, the leakage audit, provenance, restoring a checkpoint. */
  SETUP,
  /** Inside the learner's stages. */
  TRAINING,
  /** Scoring test images and counting. */
  EVALUATION,
  /** Saving states. */
  CHECKPOINT,
  /** Journal, tables, pictures, console. */
  RECORDING
}
