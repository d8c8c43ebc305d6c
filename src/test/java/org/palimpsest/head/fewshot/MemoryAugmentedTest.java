package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Seeds;

/** Addressing on an example worked out apart from this program, in double precision. */
class MemoryAugmentedTest {

  private static final double[][] ROWS = {{1, 0}, {0, 2}, {1, 1}};

  private static Tensor rows(double[][] values) {
    return PrototypicalTest.rows(values);
  }

  private static ExternalMemory.Step step(boolean readFirst) {
    ExternalMemory before =
        new ExternalMemory(
            rows(ROWS).unsqueeze(0),
            rows(new double[][] {{0.2, 0.5, 0.3}}).unsqueeze(0),
            rows(new double[][] {{0.9, 0.1, 0.6}}));
    Tensor key = rows(new double[][] {{1, 0.5}}).unsqueeze(0);
    Tensor again = rows(new double[][] {{0.4}}).sigmoid();
    return before.step(key, again, readFirst);
  }

  private static void equal(Tensor found, double... expected) {
    Tensor flat = found.flatten().contiguous();
    assertThat(flat.numel()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(flat.get(i).item_double()).as("%d", i).isCloseTo(expected[i], within(2e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesWhereItReadLastAndIntoTheLeastUsedRow(boolean readFirst) {
    equal(
        step(readFirst).memory().rows(),
        1.119737532,
        0.059868766,
        0.700656170,
        0.350328085,
        1.179606298,
        1.089803149);
  }

  @Test
  void readsWhatItWrote() {
    ExternalMemory.Step step = step(false);
    equal(step.memory().read(), 0.319398624, 0.347030087, 0.333571289);
    equal(step.found(), 0.994274192, 0.504223428);
    equal(step.memory().usage(), 1.294136156, 1.142686257, 1.083177587);
  }

  @Test
  void orReadsWhatWasThere() {
    ExternalMemory.Step step = step(true);
    equal(step.memory().read(), 0.371035173, 0.237242605, 0.391722222);
    equal(step.found(), 0.762757395, 0.866207432);
  }

  @Test
  void itsGradientIsThatOfItsLoss() {
    HeadShape shape = new HeadShape(3, 2, 5, new Seeds(1));
    MemoryAugmented.Settings settings = new MemoryAugmented.Settings(3, 2, 6, 2, 2, false, 1);
    MemoryAugmented method = new MemoryAugmented(settings, shape);
    EpisodeShape episode = new EpisodeShape(2, 2, 3);
    Tensor labels = Tensors.classes(new int[] {0, 1, 1});
    GradientCheck.check(
        in ->
            CrossEntropy.of(
                method.logits(new Outputs(in[0], in[0]), in[1], episode, Mode.FROZEN_STATISTICS),
                labels),
        GradientCheck.normal(2, 7, 3),
        GradientCheck.normal(4, method.parameters().get(0).length()).mul(new Scalar(0.5)));
  }
}
