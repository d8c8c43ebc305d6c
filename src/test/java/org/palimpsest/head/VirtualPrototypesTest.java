package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Seeds;

class VirtualPrototypesTest {

  private static final HeadShape SHAPE = new HeadShape(2, 2, 3, new Seeds(1));
  private static final Classifier.Cosine COSINE = new Classifier.Cosine(2);

  private static Tensor tensor(float[]... rows) {
    return Tensors.of(Nd4j.createFromArray(rows));
  }

  @Test
  void answersByTheCosineAndByWhatVirtualPrototypesSay() {
    VirtualPrototypes answer = new VirtualPrototypes(COSINE, 0.25);
    Rows rows = RowHead.rows(COSINE, SHAPE);
    // Session 0 has class 0; rows 1 and 2 stayed free.
    rows.put(ClassSet.range(1, 3), Nd4j.createFromArray(new float[][] {{0, 5}, {3, 4}}));
    answer.settle(new OneLesson(0, new float[][] {{1, 0}}), rows);
    double[] scores =
        Tensors.copy(
                answer.scores(
                    tensor(new float[] {2, 0}),
                    tensor(new float[] {1, 0}, new float[] {0, 1}),
                    ClassSet.range(0, 2)))
            .toDoubleVector();
    // Through (0, 1) and (0.6, 0.8): x is at 0 and 0.6 of them, the means at (0, 0.6) and (1, 0.8):
    // 0.36 and 0.48. Directly: 2 and 0.
    double through = 1 / (1 + Math.exp(0.12));
    double direct = 1 / (1 + Math.exp(-2));
    assertThat(scores[0]).isCloseTo(0.25 * through + 0.75 * direct, within(1e-6));
    assertThat(scores[0] + scores[1]).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"3,8", "8,3", "4,4"})
  void rowsBeginOrthogonalAsFarAsThereIsRoom(int classes, int width) {
    INDArray rows =
        new Classifier.OrthogonalCosine(COSINE)
            .initial(classes, width, Initialization.FAN_IN, new Seeds(7).generator("rows"));
    assertThat(rows.shape()).containsExactly(classes, width);
    INDArray gram = classes > width ? rows.transpose().mmul(rows) : rows.mmul(rows.transpose());
    for (int i = 0; i < gram.size(0); i++) {
      for (int j = 0; j < gram.size(1); j++) {
        if (classes <= width || i != j) {
          assertThat(gram.getDouble(i, j))
              .isCloseTo(i == j ? 1 : 0, within(classes > width ? 1.0 : 1e-5));
        }
      }
    }
    for (int c = 0; c < classes; c++) {
      assertThat(rows.getRow(c).norm2Number().doubleValue()).isCloseTo(1, within(1e-5));
    }
  }
}
