package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.method.fit.ImageGradients;
import org.palimpsest.method.fit.ImageGradients.Measure;
import org.palimpsest.method.fit.Phase;

/**
 * The diagonal of the Fisher information of a session's images: how fast the predicted
 * probabilities change with each weight.
 *
 * @param estimator a strength means nothing without it
 * @param images how many it is estimated from; empty for all
 * @param batch images of each gradient, for the estimators by batches
 */
record Fisher(Estimator estimator, OptionalInt images, int batch) {

  /** For the defaults of a term. */
  static final String KEYS =
      """
      # How the Fisher information is estimated: exact (expectation over the predicted
      # probabilities), sampled (a label drawn from them), empirical (the true label),
      # predicted-label (the likeliest), mammoth (squares for the true label times its
      # probability), batch (square of a batch's mean gradient, true labels: Avalanche, PyCIL) or
      # facil (the same, likeliest labels). The best strength depends on it by orders of magnitude
      # (van de Ven 2025); the last three are not the Fisher information.
      fisher = exact

      # From how many of the session's images, drawn by chance; null for all.
      fisher-images = null

      # Images of a gradient with fisher = batch or facil, 1 or more.
      fisher-batch = 128
      """;

  static Fisher read(Section section) {
    return new Fisher(
        section.word("fisher", Estimator.class),
        section.optionalInteger("fisher-images", 1, Integer.MAX_VALUE),
        section.integer("fisher-batch", 1, Integer.MAX_VALUE));
  }

  /** Of which label's log-probability the gradient is squared. */
  enum Estimator {
    EXACT {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        // Squared, the factor is the probability.
        Tensor factors = logs.detach().mul(new Scalar(0.5)).exp_();
        List<Tensor> all = new ArrayList<>();
        for (long c = 0; c < logs.size(1); c++) {
          all.add(logs.select(1, c).mul(factors.select(1, c)));
        }
        return all;
      }
    },
    SAMPLED {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        return List.of(at(logs, drawn(logs, random)));
      }
    },
    EMPIRICAL {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        return List.of(at(logs, labels));
      }
    },
    PREDICTED_LABEL {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        return List.of(at(logs, logs.argmax(new LongOptional(1), false)));
      }
    },
    MAMMOTH {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        Tensor log = at(logs, labels);
        return List.of(log.mul(log.detach().mul(new Scalar(0.5)).exp_()));
      }
    },
    BATCH(true) {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        return EMPIRICAL.functions(logs, labels, random);
      }
    },
    FACIL(true) {
      @Override
      List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random) {
        return PREDICTED_LABEL.functions(logs, labels, random);
      }
    };

    private final boolean byBatches;

    Estimator() {
      this(false);
    }

    Estimator(boolean byBatches) {
      this.byBatches = byBatches;
    }

    /**
     * What is differentiated and squared.
     *
     * @param logs logarithms of the predicted probabilities, {@code [images, classes]}
     * @param labels positions among the classes, {@code [images]}
     */
    abstract List<Tensor> functions(Tensor logs, Tensor labels, RandomGenerator random);

    private static Tensor at(Tensor logs, Tensor positions) {
      return logs.gather(1, positions.unsqueeze(1)).squeeze(1);
    }

    private static Tensor drawn(Tensor logs, RandomGenerator random) {
      INDArray probabilities;
      try (NoGradGuard noGradient = new NoGradGuard()) {
        probabilities = Tensors.copy(logs.exp());
      }
      int[] labels = new int[Math.toIntExact(logs.size(0))];
      for (int i = 0; i < labels.length; i++) {
        double left = random.nextDouble();
        int last = Math.toIntExact(logs.size(1)) - 1;
        while (labels[i] < last && (left -= probabilities.getDouble(i, labels[i])) >= 0) {
          labels[i]++;
        }
      }
      return Tensors.classes(labels);
    }
  }

  /**
   * Of a session that has been trained, over the classes that its images were told apart among.
   *
   * @return means over the images, by the parameters' names
   */
  Map<String, INDArray> of(Phase phase) {
    Samples samples = Estimation.some(phase, images);
    int[] positions = Arrays.stream(samples.classes()).map(phase.told()::position).toArray();
    Samples placed =
        new Samples(samples.images(), samples.indices(), positions, samples.normalization());
    RandomGenerator random = phase.random("fisher-labels");
    ImageGradients gradients =
        new ImageGradients(
            phase.model(),
            Measure.SQUARE,
            (logits, labels) ->
                estimator.functions(
                    ClassRows.of(logits, 1, phase.told()).log_softmax(1), labels, random));
    Map<String, INDArray> sums =
        estimator.byBatches ? gradients.ofBatches(placed, batch) : gradients.ofEach(placed);
    return Estimation.divided(sums, samples.size());
  }
}
