package org.palimpsest.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MatricesTest {

  private static INDArray counted() {
    return Nd4j.arange(12).reshape(3, 4).castTo(DataType.FLOAT);
  }

  @Test
  void rowsAreTheMatrixsOwnInAnyOrder() {
    float[][] expected = {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}};
    assertThat(Matrices.floats(counted())).isDeepEqualTo(expected);
    assertThat(Matrices.floats(counted().dup('f'))).isDeepEqualTo(expected);
    assertThat(Matrices.floats(counted().transpose()))
        .isDeepEqualTo(new float[][] {{0, 4, 8}, {1, 5, 9}, {2, 6, 10}, {3, 7, 11}});
  }

  @Test
  void aViewsRowsAreTheViews() {
    INDArray view = counted().get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 3));
    assertThat(Matrices.doubles(view)).isDeepEqualTo(new double[][] {{5, 6}, {9, 10}});
    assertThat(Matrices.floats(view)).isDeepEqualTo(new float[][] {{5, 6}, {9, 10}});
    assertThat(view.wasClosed()).isFalse();
  }

  @Test
  void oneRowStaysOneAndDoublesKeepTheirPrecision() {
    INDArray row = Nd4j.create(new double[][] {{1.0 / 3, 2.0 / 3}});
    assertThat(Matrices.doubles(row)).isDeepEqualTo(new double[][] {{1.0 / 3, 2.0 / 3}});
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    assertThatThrownBy(() -> Matrices.floats(Nd4j.zeros(DataType.FLOAT, 2, 3, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2, 3, 4]");
  }
}
