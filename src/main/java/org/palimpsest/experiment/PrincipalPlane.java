package org.palimpsest.experiment;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

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

  /** Below this share of all variance, a direction is made of rounding alone. */
  private static final double ROUNDING = 1e-12;

  /**
   * Projects points. Costs grow with the cube of the dimensions or of the points, whichever are
   * fewer.
   *
   * @param points {@code [points][dimensions]}, at least one of each
   */
  static PrincipalPlane of(float[][] points) {
    RealMatrix centred = centred(points);
    boolean flat = points.length < points[0].length;
    RealMatrix products = products(flat ? centred.transpose() : centred);
    double total = products.getTrace();
    EigenDecomposition parts = new EigenDecomposition(products);
    double[][] places = new double[2][points.length];
    for (int axis = 0; axis < Math.min(2, products.getRowDimension()); axis++) {
      if (total > 0 && parts.getRealEigenvalue(axis) > ROUNDING * total) {
        RealVector part = parts.getEigenvector(axis);
        RealVector direction = flat ? centred.preMultiply(part).unitVector() : part;
        // Either sign would do; the largest part is made positive.
        double sign = direction.getMaxValue() < -direction.getMinValue() ? -1 : 1;
        places[axis] = centred.operate(direction.mapMultiply(sign)).toArray();
      }
    }
    return new PrincipalPlane(
        places[0], places[1], share(places[0], total), share(places[1], total));
  }

  private static double share(double[] places, double total) {
    double along = new ArrayRealVector(places, false).getNorm();
    return total == 0 ? 0 : along * along / total;
  }

  private static RealMatrix centred(float[][] points) {
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
    return new Array2DRowRealMatrix(centred, false);
  }

  /** The columns' products with each other, equal on both sides of the diagonal to the last bit. */
  private static RealMatrix products(RealMatrix matrix) {
    int n = matrix.getColumnDimension();
    double[][] products = new double[n][n];
    for (double[] row : matrix.getData()) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          products[i][j] += row[i] * row[j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        products[j][i] = products[i][j];
      }
    }
    return new Array2DRowRealMatrix(products, false);
  }
}
