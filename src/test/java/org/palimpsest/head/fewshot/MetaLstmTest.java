package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Seeds;

/** The learnt optimiser's parts, in double precision. */
class MetaLstmTest {

  private static final int HIDDEN = 2;
  private static final int LSTM = (4 + HIDDEN + 1) * 4 * HIDDEN;
  private static final int GATE = HIDDEN + 3;

  private final MetaLstm method =
      new MetaLstm(new MetaLstm.Settings(1, HIDDEN, 1), new HeadShape(2, 1, 2, new Seeds(1)));

  @Test
  void sizeAndSignAreKeptApart() {
    Tensor found =
        MetaLstm.preprocessed(PrototypicalTest.rows(new double[][] {{0.5, -3, 1e-6, 0}}).view(-1));
    double[][] expected = {{-0.069314718, 1}, {0.109861229, -1}, {-1, 0.022026466}, {-1, 0}};
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(found.get(i).get(j).item_double())
            .as("%d, %d", i, j)
            .isCloseTo(expected[i][j], within(1e-9));
      }
    }
  }

  /** With all else 0, biases of 0 and log 3 are gates of 1/2 and 3/4. */
  @Test
  void aWeightIsTheCellOfAnLstm() {
    double[] values = new double[LSTM + 2 * GATE];
    values[LSTM + GATE - 1] = 0;
    values[LSTM + 2 * GATE - 1] = Math.log(3);
    Tensor parameters = PrototypicalTest.rows(new double[][] {values}).view(-1);
    Tensor weights = PrototypicalTest.rows(new double[][] {{4, -2}}).view(-1);
    Tensor gradient = PrototypicalTest.rows(new double[][] {{1, 0.5}}).view(-1);
    MetaLstm.State moved =
        method.step(MetaLstm.State.of(weights, HIDDEN), parameters, gradient, 0.7);
    assertThat(moved.weights().get(0).item_double()).isCloseTo(4 / 2.0 - 0.75, within(1e-12));
    assertThat(moved.weights().get(1).item_double()).isCloseTo(-2 / 2.0 - 0.375, within(1e-12));
    assertThat(moved.input().get(0).item_double()).isCloseTo(Math.log(3), within(1e-12));
  }

  @Test
  void firstItRemembersAndTakesSmallSteps() {
    Tensor meta = Tensors.of(method.parameters().get(1).values());
    assertThat(meta.get(LSTM + GATE - 1L).item_double()).isBetween(4.0, 5.0);
    assertThat(meta.get(LSTM + 2L * GATE - 1).item_double()).isBetween(-5.0, -4.0);
  }

  @Test
  void twoStepsHaveTheirGradient() {
    Tensor first = GradientCheck.normal(5, 3);
    Tensor second = GradientCheck.normal(6, 3);
    GradientCheck.check(
        in -> {
          MetaLstm.State at = method.step(MetaLstm.State.of(in[0], HIDDEN), in[1], first, 0.7);
          return method.step(at, in[1], second, 0.4).weights().square().sum();
        },
        GradientCheck.normal(2, 3),
        GradientCheck.normal(4, LSTM + 2L * GATE).mul(new Scalar(0.5)));
  }
}
