package org.palimpsest.method.continual;

import org.palimpsest.method.Preset;

/** No step may raise the loss of stored images of earlier sessions. */
final class AveragedGem {

  static final Preset METHOD =
      new Preset(
          "a-gem",
          "Chaudhry et al., ICLR 2019, equation 11; values as in Mammoth on MNIST, whose memory holds"
              + " one batch of each session whatever its size; here it is a sample of all of them",
          """
          learner {
            terms = [a-gem]
            memory { policy = random, images = 500 }
            a-gem { batch-size = 128, epsilon = 0.0 }
            cross-entropy.softmax = all
          }
          training.optimizer.learning-rate = 0.1
          """
              + ExperienceReplay.ONE_PASS);

  private AveragedGem() {}
}
