package org.palimpsest.experiment;

/**
 * Points projected on their first two principal components.
 *
 * @param x of each point, around 0
 * @param y of each point, around 0
 * @param explainedX share of all variance along x, in [0, 1]
 * @param explainedY share of all variance along y, in [0, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers; compared by nobody
public record PrincipalPlane(double[] x, double[] y, double explainedX, double explainedY) {

  /** Orthogonal iteration is this often repeated; a picture needs no more digits. */
  private static final int ITERATIONS = 100;

  /**
   * Projects points of any number of dimensions, at a cost linear in it.
   *
   * @param points {@code [points][dimensions]}, at least one of each
   */
  static PrincipalPlane of(float[][] points) {
    int dimensions = points[0].length;
    double[][] centred = centred(points);
    double total = 0;
    for (double[] point : centred) {
      total += dot(point, point);
    }
    double[] first = new double[dimensions];
    double[] second = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      // Any start that is at right angles to no component; the same for every run.
      first[d] = 1 + d % 7;
      second[d] = 1 - d % 5;
    }
    for (int i = 0; i < ITERATIONS; i++) {
      first = spread(centred, first);
      normalise(first);
      second = spread(centred, second);
      double along = dot(first, second);
      for (int d = 0; d < dimensions; d++) {
        second[d] -= along * first[d];
      }
      normalise(second);
    }
    double[] x = projected(centred, first);
    double[] y = projected(centred, second);
    return new PrincipalPlane(
        x, y, total == 0 ? 0 : dot(x, x) / total, total == 0 ? 0 : dot(y, y) / total);
  }

  private static double[][] centred(float[][] points) {
    int dimensions = points[0].length;
    double[] mean = new double[dimensions];
    for (float[] point : points) {
      for (int d = 0; d < dimensions; d++) {
        mean[d] += point[d] / (double) points.length;
      }
    }
    double[][] centred = new double[points.length][dimensions];
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < dimensions; d++) {
        centred[i][d] = points[i][d] - mean[d];
      }
    }
    return centred;
  }

  /** The covariance times a direction, up to a factor. */
  private static double[] spread(double[][] points, double[] direction) {
    double[] out = new double[direction.length];
    for (double[] point : points) {
      double along = dot(point, direction);
      for (int d = 0; d < out.length; d++) {
        out[d] += along * point[d];
      }
    }
    return out;
  }

  private static double[] projected(double[][] points, double[] direction) {
    // Either sign would do; the largest part is made positive.
    double largest = 0;
    for (double part : direction) {
      largest = Math.abs(part) > Math.abs(largest) ? part : largest;
    }
    double[] places = new double[points.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = (largest < 0 ? -1 : 1) * dot(points[i], direction);
    }
    return places;
  }

  private static void normalise(double[] direction) {
    double length = Math.sqrt(dot(direction, direction));
    for (int d = 0; d < direction.length; d++) {
      direction[d] = length < 1e-150 ? 0 : direction[d] / length;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
