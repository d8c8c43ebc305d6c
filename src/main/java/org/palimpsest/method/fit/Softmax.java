package org.palimpsest.method.fit;

import java.util.Arrays;
import org.palimpsest.benchmark.ClassSet;

/**
 * Over which classes a training step's softmax runs. The most consequential convention of the
 * field: the published figures of EWC or LwF mean nothing without it.
 */
public enum Softmax {
  /** All classes of the whole experiment, future ones included (van de Ven, Mammoth). */
  ALL,
  /** All classes seen, the session's own included (Avalanche, PyCIL's replay methods). */
  SEEN,
  /** The session's own classes; of replayed images all that are seen, or their own session's. */
  CURRENT,
  /** The classes that occur among the batch's new images; of replayed images all seen (ER-ACE). */
  BATCH;

  /** The classes that new images are told apart among. */
  ClassSet fresh(Step step) {
    return this == BATCH ? batch(step) : of(step.phase());
  }

  /** The classes that a session's images are told apart among, all batches together. */
  ClassSet of(Phase phase) {
    return switch (this) {
      case ALL -> ClassSet.range(0, phase.model().context().totalClasses());
      case SEEN -> phase.session().seen();
      case CURRENT, BATCH -> phase.session().classes();
    };
  }

  private static ClassSet batch(Step step) {
    int[] classes = step.batch().samples().classes();
    return ClassSet.of(Arrays.copyOf(classes, step.batch().fresh()));
  }

  /** The classes that replayed images are told apart among. */
  public ClassSet replayed(Step step) {
    return this == ALL ? fresh(step) : step.phase().session().seen();
  }
}
