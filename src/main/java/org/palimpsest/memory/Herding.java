package org.palimpsest.memory;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.tensor.Lengths;
import org.palimpsest.tensor.Matrices;

/**
 * As many images of each class seen, chosen at the end of its session such that the mean of the
 * first k comes closest to the class mean (Rebuffi et al., "iCaRL", CVPR 2017, algorithm 4; Welling
 * 2009). No image is chosen twice.
 */
final class Herding implements Policy {

  static final Part<Policy> PART =
      new Part<>(
          "herding",
          "Rebuffi et al., CVPR 2017, algorithm 4",
          """
          # Which embeddings: normalised (each to length 1, and their mean too, as van de Ven),
          # mean-as-is (each to length 1, the mean as it is, as PyCIL), or raw.
          embeddings = normalised
          """,
          section -> new Herding(section.word("embeddings", Lengths.class)));

  private final Lengths lengths;

  Herding(Lengths lengths) {
    this.lengths = lengths;
  }

  @Override
  public boolean isOnline() {
    return false;
  }

  @Override
  public int[] order(int images, Supplier<INDArray> all, int count, RandomGenerator random) {
    double[][] features = Matrices.doubles(all.get());
    if (lengths != Lengths.RAW) {
      for (double[] feature : features) {
        normalise(feature);
      }
    }
    double[] mean = new double[features[0].length];
    for (double[] feature : features) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += feature[d] / features.length;
      }
    }
    if (lengths == Lengths.NORMALISED) {
      normalise(mean);
    }
    return order(features, mean, Math.min(count, images));
  }

  /** Greedy: the next one brings the mean of the chosen closest to {@code mean}. */
  static int[] order(double[][] features, double[] mean, int count) {
    int[] order = new int[count];
    boolean[] taken = new boolean[features.length];
    double[] sum = new double[mean.length];
    for (int k = 0; k < count; k++) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < features.length; i++) {
        if (!taken[i]) {
          double distance = distance(features[i], sum, mean, k + 1);
          if (best < 0 || distance < least) {
            best = i;
            least = distance;
          }
        }
      }
      taken[best] = true;
      order[k] = best;
      for (int d = 0; d < sum.length; d++) {
        sum[d] += features[best][d];
      }
    }
    return order;
  }

  private static double distance(double[] feature, double[] sum, double[] mean, int count) {
    double squares = 0;
    for (int d = 0; d < mean.length; d++) {
      double off = mean[d] - (sum[d] + feature[d]) / count;
      squares += off * off;
    }
    return squares;
  }

  private static void normalise(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    double norm = Math.max(1e-12, Math.sqrt(squares));
    for (int d = 0; d < vector.length; d++) {
      vector[d] /= norm;
    }
  }
}
