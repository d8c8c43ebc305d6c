package org.palimpsest.method.fit;

import java.util.random.RandomGenerator;
import org.palimpsest.data.Augmentation;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.OptimizerSpec;

/**
 * How a stage trains.
 *
 * @param name of the stage, such as {@code base}, {@code novel}, {@code episodes}
 * @param optimizer of everything but the encoder
 * @param encoderOptimizer of the encoder
 * @param mode of batch normalisation
 * @param trainsEncoder whether the encoder and the decoder move
 * @param ownRowsOnly whether the rows of earlier classes stay as they are
 * @param keepsMoments whether the optimisers go on in the next session instead of starting anew
 */
public record FitSpec(
    String name,
    OptimizerSpec optimizer,
    OptimizerSpec encoderOptimizer,
    Augmentation augmentation,
    Mode mode,
    boolean trainsEncoder,
    boolean ownRowsOnly,
    boolean keepsMoments) {

  /** A generator for one purpose within one block of this stage. */
  RandomGenerator generator(Phase phase, String purpose, int block) {
    return phase.model().context().seeds().generator(name + "-" + purpose, indices(phase, block));
  }

  /** Session 0 is told apart by the stage's name already. */
  static long[] indices(Phase phase, int block) {
    return phase.isFirst() ? new long[] {block} : new long[] {phase.session().index(), block};
  }
}
