package org.palimpsest.method;

import java.util.Map;
import java.util.Optional;
import org.palimpsest.tensor.Keeps;

/**
 * A part of learning a session, cut into blocks after each of which the learner's state is complete
 * and can be saved: an epoch, or some episodes.
 */
public interface Stage {

  /** Measurement by which a block says how long the network waited for its batches. */
  String DATA_SECONDS = "data_seconds";

  /** Such as {@code base}, {@code episodes}, {@code novel}. */
  String name();

  /** How many blocks, 0 or more. */
  int blocks();

  /** Whether its blocks are steps of training, between which questions may be asked. */
  default boolean isTraining() {
    return false;
  }

  /**
   * Does one block. Block 0 also begins the stage; block {@code b} continues from the state that
   * block {@code b - 1} left, which may have been restored from a checkpoint.
   *
   * @return measurements of this block by name, such as {@code loss}; finite
   */
  Map<String, Double> run(int block, Progress progress);

  /** Whether the blocks that are left are not wanted any more; asked after each block. */
  default boolean isOver() {
    return false;
  }

  /**
   * A text that names all that this stage's outcome depends on apart from the run's seed, the
   * engine and the data, or empty if its outcome is not worth keeping for other runs. Runs whose
   * texts agree may take over each other's outcome: an ablation over heads trains its encoder once.
   */
  default Optional<String> reuseKey() {
    return Optional.empty();
  }

  /** What this stage changes, and nothing else; what other runs take over by {@link #reuseKey}. */
  default Keeps changes() {
    throw new IllegalStateException("the stage %s is not reused".formatted(name()));
  }
}
