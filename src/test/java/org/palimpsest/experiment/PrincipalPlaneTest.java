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

  @Test
  void equalPointsHaveNoSpread() {
    PrincipalPlane plane = PrincipalPlane.of(new float[][] {{1, 2}, {1, 2}});
    assertThat(plane.x()).containsExactly(0, 0);
    assertThat(plane.explainedX()).isZero();
  }
}
