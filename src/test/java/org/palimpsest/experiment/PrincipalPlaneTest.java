package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;
import org.palimpsest.tensor.Seeds;

class PrincipalPlaneTest {

  @Test
  void pointsOnALineLieAlongX() {
    PrincipalPlane plane = PrincipalPlane.of(new float[][] {{0, 0}, {3, 4}, {6, 8}});
    assertThat(plane.x()).containsExactly(new double[] {-5, 0, 5}, within(1e-9));
    assertThat(plane.y()).containsExactly(new double[] {0, 0, 0}, within(1e-9));
    assertThat(plane.explainedX()).isCloseTo(1, within(1e-12));
  }

  @Test
  void explainsAsMuchAsTheTwoLargestEigenvalues() {
    var random = new Seeds(3).generator("points");
    float[][] points = new float[40][6];
    double[][] doubles = new double[40][6];
    for (int i = 0; i < 40; i++) {
      for (int d = 0; d < 6; d++) {
        points[i][d] = (float) (random.nextGaussian() * (6 - d));
        doubles[i][d] = points[i][d];
      }
    }
    double[] eigenvalues =
        new EigenDecomposition(
                new Covariance(new Array2DRowRealMatrix(doubles)).getCovarianceMatrix())
            .getRealEigenvalues();
    double total = Arrays.stream(eigenvalues).sum();

    PrincipalPlane plane = PrincipalPlane.of(points);

    assertThat(plane.explainedX()).isCloseTo(eigenvalues[0] / total, within(1e-6));
    assertThat(plane.explainedY()).isCloseTo(eigenvalues[1] / total, within(1e-6));
  }

  /** A decomposition into all components did not end for some of these. */
  @Test
  void pointsInFewDimensionsOfManyHaveAPlane() {
    var random = new Seeds(4).generator("points");
    for (int rank = 1; rank <= 3; rank++) {
      for (int trial = 0; trial < 20; trial++) {
        float[][] basis = new float[rank][100];
        for (float[] direction : basis) {
          for (int d = 0; d < 100; d++) {
            direction[d] = random.nextInt(3) == 0 ? (float) random.nextGaussian() : 0;
          }
        }
        float[][] points = new float[60][100];
        for (float[] point : points) {
          for (float[] direction : basis) {
            float length = random.nextInt(5) - 2;
            for (int d = 0; d < 100; d++) {
              point[d] += length * direction[d];
            }
          }
        }
        PrincipalPlane plane = PrincipalPlane.of(points);
        double explained = plane.explainedX() + plane.explainedY();
        assertThat(plane.explainedX()).isGreaterThanOrEqualTo(plane.explainedY() - 1e-3);
        assertThat(explained).isLessThan(1 + 1e-9).isGreaterThan(2.0 / 3 - 1e-3);
        if (rank < 3) {
          assertThat(explained).isCloseTo(1, within(1e-9));
        }
      }
    }
  }

  @Test
  void equalPointsHaveNoSpread() {
    PrincipalPlane plane = PrincipalPlane.of(new float[][] {{1, 2}, {1, 2}});
    assertThat(plane.x()).containsExactly(0, 0);
    assertThat(plane.explainedX()).isZero();
  }
}
