package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  @Test
  void rowsAreTrueClassesAndColumnsPredictedOnes() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(new int[] {0, 0, 0, 1, 2}, new int[] {0, 2, 2, 1, 0}, 3);
    assertThat(matrix.row(0)).containsExactly(1, 0, 2);
    assertThat(matrix.row(2)).containsExactly(1, 0, 0);
    assertThat(matrix.count(0, 2)).isEqualTo(2);
    assertThat(matrix.total(0)).isEqualTo(3);
    assertThat(matrix.total()).isEqualTo(5);
    assertThat(matrix.correct()).isEqualTo(2);
  }

  @Test
  void namesTheImageWhoseClassIsOutOfRange() {
    assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {0, 1}, new int[] {0, 2}, 2))
        .hasMessage("image 1: predicted class 2 is not in [0, 1]");
    assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {0}, new int[] {}, 2))
        .hasMessage("1 true classes but 0 predictions");
  }
}
