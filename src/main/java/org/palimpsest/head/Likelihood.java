package org.palimpsest.head;

import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;

/** What a head of generative models learns in place of telling classes apart. */
@FunctionalInterface
public interface Likelihood {

  /**
   * How unlikely each class's model finds the images of its class.
   *
   * @param features of a batch
   * @param classes of its images
   * @return one element
   */
  Tensor loss(Outputs features, int[] classes, Tape tape, RandomGenerator random);
}
