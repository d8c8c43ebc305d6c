package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.data.Samples;
import org.palimpsest.head.ClassRows;
import org.palimpsest.method.fit.ImageGradients;
import org.palimpsest.method.fit.ImageGradients.Measure;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Term;

/**
 * Memory aware synapses: {@code strength/2 * sum Omega (theta - anchor)^2}, where Omega is the mean
 * over images of {@code |d ||z||^2 / d theta|}; it needs no labels.
 */
final class Mas extends QuadraticPenalty {

  static final Part<Term> PART =
      new Part<>(
          "mas",
          "Aljundi et al., ECCV 2018, equations 3 and 4",
          """
          # lambda; 0 or more. The paper's 1 has no half before it: 2 here.
          strength = 2.0

          decay = 1.0   # factor on what earlier sessions gave, 0 to 1
          gain = 1.0    # factor on what a session gives, 0 to 1; FACIL: decay = gain = 0.5

          # What is differentiated: squared (the squared length of each image's logits, the paper),
          # mean-squared (the same over the number of logits: Hsu et al. 2018) or length (FACIL).
          of = squared

          # Images whose mean is differentiated before the absolute value is taken, 1 or more; 1 in
          # the paper. With more, opposite signs cancel: FACIL, Hsu et al. 2018.
          images-per-gradient = 1

          # From how many of the session's images, drawn by chance; null for all.
          images = null
          """,
          section ->
              new Mas(
                  section.real("strength", 0, 1e15),
                  section.real("decay", 0, 1),
                  section.real("gain", 0, 1),
                  section.word("of", Of.class),
                  section.integer("images-per-gradient", 1, Integer.MAX_VALUE),
                  section.optionalInteger("images", 1, Integer.MAX_VALUE)));

  private final double decay;
  private final double gain;
  private final Of of;
  private final int group;
  private final OptionalInt images;

  /** A function of an image's logits {@code [images, classes]}. */
  enum Of {
    SQUARED {
      @Override
      Tensor value(Tensor logits) {
        return logits.square().sum(1L);
      }
    },
    MEAN_SQUARED {
      @Override
      Tensor value(Tensor logits) {
        return logits.square().mean(1L);
      }
    },
    LENGTH {
      @Override
      Tensor value(Tensor logits) {
        return SQUARED.value(logits).sqrt();
      }
    };

    /** {@code [images]}. */
    abstract Tensor value(Tensor logits);
  }

  Mas(double strength, double decay, double gain, Of of, int group, OptionalInt images) {
    super(strength);
    this.decay = decay;
    this.gain = gain;
    this.of = of;
    this.group = group;
    this.images = images;
  }

  @Override
  void settle(Anchors anchors, Phase phase) {
    anchors.renew(phase.model(), importance(phase), decay, gain);
  }

  private Map<String, INDArray> importance(Phase phase) {
    Samples samples = Estimation.some(phase, images);
    ImageGradients gradients =
        new ImageGradients(
            phase.model(),
            Measure.ABSOLUTE,
            (logits, labels) -> List.of(of.value(ClassRows.of(logits, 1, phase.told()))));
    Map<String, INDArray> sums =
        group == 1 ? gradients.ofEach(samples) : gradients.ofBatches(samples, group);
    return Estimation.divided(sums, samples.size());
  }
}
