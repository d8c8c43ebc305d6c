package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Seeds;

class SubspacesTest {

  private static final HeadShape SHAPE = new HeadShape(3, 3, 2, new Seeds(1));
  private static final Classifier.Cosine COSINE = new Classifier.Cosine(2);

  /** Class 0 varies along the second axis, class 1 has one image and varies along none. */
  private static Subspaces settled(int directions, double weight) {
    Subspaces answer = new Subspaces(COSINE, directions, weight);
    Rows rows = RowHead.rows(COSINE, SHAPE);
    answer.settle(new OneLesson(0, new float[][] {{0.8f, 0.6f, 0}, {0.8f, -0.6f, 0}}), rows);
    answer.settle(new OneLesson(1, new float[][] {{0, 0, 3}}), rows);
    return answer;
  }

  private static double[] scores(Subspaces answer, float... x) {
    Tensor means = Tensors.of(Nd4j.createFromArray(new float[][] {{0.8f, 0, 0}, {0, 0, 1}}));
    Tensor query = Tensors.of(Nd4j.createFromArray(new float[][] {x}));
    return Tensors.copy(answer.scores(query, means, ClassSet.range(0, 2))).toDoubleVector();
  }

  @Test
  void whatAClassVariesAlongIsNoError() {
    // x - m = (0, 0.6, 0) for class 0, all of it explained; (0.8, 0.6, -1) for class 1
    assertThat(scores(settled(1, 0.5), 1.6f, 1.2f, 0))
        .containsExactly(new double[] {2 * 0.8, 2 * (0 - 0.5 * 2)}, within(1e-5));
    // (0, 0.6, 0.8) - (0.8, 0, 0): without its second axis 0.64 + 0.64
    assertThat(scores(settled(1, 0.5), 0, 0.6f, 0.8f))
        .containsExactly(new double[] {2 * (0 - 0.5 * 1.28), 2 * (0.8 - 0.5 * 0.4)}, within(1e-5));
  }

  @Test
  void withoutWeightItIsTheCosine() {
    assertThat(scores(settled(2, 0), 0, 0.6f, 0.8f))
        .containsExactly(new double[] {0, 1.6}, within(1e-6));
  }

  @Test
  void aClassHasFewerDirectionsThanImages() {
    Kept kept = settled(2, 1).kept().get(0);
    INDArray all = kept.array();
    assertThat(all.shape()).containsExactly(2, 2, 3);
    double[] norms = new double[4];
    for (int i = 0; i < 4; i++) {
      norms[i] = all.reshape(4, 3).getRow(i).norm2Number().doubleValue();
    }
    assertThat(norms).containsExactly(new double[] {1, 0, 0, 0}, within(1e-5));
  }
}
