package org.palimpsest.metric;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A linear classifier fitted to frozen features, which says what the features still hold. Where a
 * learner takes old classes for new ones but a probe of its features tells the old ones apart, its
 * head is at fault; where the probe fails too, the features are lost.
 *
 * <p>Ridge regression on the classes' indicators, each class weighing the same however many images
 * it has. With weights {@code q_i = 1 / (C n_class(i))}, features {@code x} and indicators {@code
 * y}, both centred by their weighted means, {@code W = (sum q x x' + lambda I)^-1 sum q x y'}, and
 * {@code lambda} is {@code ridge} times the mean of the diagonal before it, so that features may
 * have any scale. Computed in double precision in a fixed order.
 *
 * <p>Source: probes of a frozen representation, Alain and Bengio, "Understanding intermediate
 * layers using linear classifier probes", ICLR 2017 workshop; for forgetting, Davari et al.,
 * "Probing Representation Forgetting in Supervised and Unsupervised Continual Learning", CVPR 2022,
 * with logistic regression in the place of the ridge.
 *
 * <p>Immutable.
 */
public final class LinearProbe {

  /** Of a scale that is nothing: a network whose features are all equal. */
  private static final double LEAST_LAMBDA = 1e-12;

  /** {@code [classes][features]}. */
  private final double[][] weights;

  private final double[] intercepts;

  private LinearProbe(double[][] weights, double[] intercepts) {
    this.weights = weights;
    this.intercepts = intercepts;
  }

  /**
   * Fits a probe.
   *
   * @param features {@code [images][features]}, finite
   * @param classes the class of each image, in [0, count); every class has an image
   * @param count number of classes, at least 1
   * @param ridge strength of the penalty relative to the features' mean variance, above 0
   * @throws IllegalArgumentException if lengths differ, a class is out of range or has no image, or
   *     a feature is not finite
   */
  public static LinearProbe fit(float[][] features, int[] classes, int count, double ridge) {
    if (features.length != classes.length || !(ridge > 0)) {
      throw new IllegalArgumentException(
          "%d images, %d classes, ridge %s".formatted(features.length, classes.length, ridge));
    }
    double[] weightOfClass = weightOfClass(classes, count);
    int width = features[0].length;
    double[] mean = mean(features, classes, weightOfClass, width);
    double[][] gram = new double[width][width];
    double[][] cross = new double[width][count];
    double[] centred = new double[width];
    for (int i = 0; i < features.length; i++) {
      double weight = weightOfClass[classes[i]];
      for (int a = 0; a < width; a++) {
        centred[a] = features[i][a] - mean[a];
      }
      for (int a = 0; a < width; a++) {
        double weighted = weight * centred[a];
        double[] row = gram[a];
        for (int b = a; b < width; b++) {
          row[b] += weighted * centred[b];
        }
        // The centred features sum to 0, hence the indicators' means drop out.
        cross[a][classes[i]] += weighted;
      }
    }
    RealMatrix solved = solve(gram, cross, ridge);
    double[][] weights = solved.transpose().getData();
    double[] intercepts = new double[count];
    for (int c = 0; c < count; c++) {
      intercepts[c] = 1.0 / count - dot(weights[c], mean);
    }
    return new LinearProbe(weights, intercepts);
  }

  /**
   * The class of each image by the highest score, the lower number at a tie.
   *
   * @param features {@code [images][features]}
   */
  public int[] predict(float[][] features) {
    return Arrays.stream(features).mapToInt(this::predict).toArray();
  }

  /** One image's scores, {@code [classes]}; they sum to 1. */
  public double[] scores(float[] features) {
    double[] scores = intercepts.clone();
    for (int c = 0; c < scores.length; c++) {
      for (int a = 0; a < features.length; a++) {
        scores[c] += weights[c][a] * features[a];
      }
    }
    return scores;
  }

  private int predict(float[] features) {
    double[] scores = scores(features);
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  private static double[] weightOfClass(int[] classes, int count) {
    int[] images = new int[count];
    for (int c : classes) {
      if (c < 0 || c >= count) {
        throw new IllegalArgumentException("class %d is not in [0, %d)".formatted(c, count));
      }
      images[c]++;
    }
    double[] weights = new double[count];
    for (int c = 0; c < count; c++) {
      if (images[c] == 0) {
        throw new IllegalArgumentException("class %d of %d has no image".formatted(c, count));
      }
      weights[c] = 1.0 / ((double) count * images[c]);
    }
    return weights;
  }

  private static double[] mean(float[][] features, int[] classes, double[] weights, int width) {
    double[] mean = new double[width];
    for (int i = 0; i < features.length; i++) {
      for (int a = 0; a < width; a++) {
        if (!Float.isFinite(features[i][a])) {
          throw new IllegalArgumentException(
              "feature %d of image %d is %s".formatted(a, i, features[i][a]));
        }
        mean[a] += weights[classes[i]] * features[i][a];
      }
    }
    return mean;
  }

  private static RealMatrix solve(double[][] gram, double[][] cross, double ridge) {
    double trace = 0;
    for (int a = 0; a < gram.length; a++) {
      trace += gram[a][a];
      for (int b = 0; b < a; b++) {
        gram[a][b] = gram[b][a];
      }
    }
    double lambda = Math.max(LEAST_LAMBDA, ridge * trace / gram.length);
    for (int a = 0; a < gram.length; a++) {
      gram[a][a] += lambda;
    }
    // Positive definite by lambda; the thresholds only guard against matrices that are not.
    return new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false), 1e-9, 0)
        .getSolver()
        .solve(new Array2DRowRealMatrix(cross, false));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
