package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.palimpsest.tensor.Seeds;

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

  /** A direction that moves by less than this is taken for the component. */
  private static final double STILL = 1e-10;

  /** Where two components are as long as each other, any direction between them will do. */
  private static final int MOST_STEPS = 1000;

  /**
   * Projects points, by the power method: a decomposition into all components costs more and does
   * not end for every matrix of points that lie in few dimensions.
   *
   * @param points {@code [points][dimensions]}, at least one of each
   */
  static PrincipalPlane of(float[][] points) {
    RealMatrix centred = centred(points);
    double norm = centred.getFrobeniusNorm();
    double total = norm * norm;
    RandomGenerator random = new Seeds(1).generator("principal-plane");
    List<RealVector> parts = new ArrayList<>();
    double[][] places = new double[2][points.length];
    for (int axis = 0; axis < 2 && total > 0; axis++) {
      RealVector part = component(centred, parts, random);
      RealVector along = centred.operate(part);
      if (along.dotProduct(along) > ROUNDING * total) {
        // Either sign would do; the largest part is made positive.
        double sign = part.getMaxValue() < -part.getMinValue() ? -1 : 1;
        places[axis] = along.mapMultiply(sign).toArray();
        parts.add(part);
      }
    }
    return new PrincipalPlane(
        places[0], places[1], share(places[0], total), share(places[1], total));
  }

  /** The direction of most variance across the earlier ones, of length 1; or 0 if there is none. */
  private static RealVector component(
      RealMatrix centred, List<RealVector> earlier, RandomGenerator random) {
    double[] start = random.doubles(centred.getColumnDimension(), -1, 1).toArray();
    RealVector part = across(new ArrayRealVector(start, false), earlier);
    for (int step = 0; step < MOST_STEPS; step++) {
      RealVector next = across(centred.preMultiply(centred.operate(part)), earlier);
      double moved = next.getDistance(part);
      part = next;
      if (moved < STILL) {
        break;
      }
    }
    return part;
  }

  /** Twice: where almost nothing remains, it is rounding that may point anywhere. */
  private static RealVector across(RealVector vector, List<RealVector> earlier) {
    RealVector rest = vector;
    for (int pass = 0; pass < 2; pass++) {
      for (RealVector part : earlier) {
        rest = rest.subtract(part.mapMultiply(part.dotProduct(rest)));
      }
      double length = rest.getNorm();
      rest = length == 0 ? rest : rest.mapDivide(length);
    }
    return rest;
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
}
