package org.palimpsest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Parts;
import org.palimpsest.tensor.Lengths;
import org.palimpsest.tensor.Seeds;

class PoliciesTest {

  private static final INDArray NOTHING = Nd4j.empty(DataType.FLOAT);

  /** Of chi squared with 99 degrees: one in a thousand is below, one above. */
  private static final double POINT_001 = 60.6;

  private static final double POINT_999 = 148.2;

  private static Policy policy(String name) {
    return Parts.named(name, Policies.ALL).sample();
  }

  private static ExemplarMemory memory(String policy, int images, int classes) {
    return new ExemplarMemory(
        policy(policy), new Budget(Budget.Unit.IMAGES, images), 1, 0, classes);
  }

  /**
   * How often each of 100 items is among 10 that are kept. With p = 1/10, the sum of (O - Rp)^2 /
   * (R p (1 - p)) (n - 1) / n is chi squared with n - 1 degrees of freedom.
   */
  @Test
  void aReservoirKeepsEveryImageWithTheSameProbability() {
    int[] kept = new int[100];
    for (int run = 0; run < 1000; run++) {
      ExemplarMemory memory = memory("reservoir", 10, 1);
      Stock stock = new Stock(new int[100]);
      memory.offer(stock.samples(), NOTHING, new Seeds(run).generator("test"));
      assertThat(memory.size()).isEqualTo(10);
      Arrays.stream(memory.samples(stock.samples()).indices()).forEach(i -> kept[i]++);
    }
    double sum = Arrays.stream(kept).mapToDouble(o -> (o - 100) * (o - 100.0)).sum();
    assertThat(sum / (1000 * 0.1 * 0.9) * 99 / 100).isBetween(POINT_001, POINT_999);
  }

  /** Two classes one after the other in turn, 7 places: neither has a share that is whole. */
  @Test
  void aClassBalancedMemoryIsAFairSampleOfEachClass() {
    int[] classes = new int[200];
    Arrays.setAll(classes, i -> i % 2);
    int[] kept = new int[200];
    for (int run = 0; run < 1000; run++) {
      ExemplarMemory memory = memory("class-balanced", 7, 2);
      Stock stock = new Stock(classes);
      memory.offer(stock.samples(), NOTHING, new Seeds(run).generator("test"));
      Arrays.stream(memory.samples(stock.samples()).indices()).forEach(i -> kept[i]++);
    }
    int early = Arrays.stream(kept, 0, 100).sum();
    // 7000 draws in all, each early or late with probability 1/2: 42 is one deviation
    assertThat(early).isBetween(3500 - 170, 3500 + 170);
  }

  @ParameterizedTest
  @ValueSource(strings = {"class-balanced", "greedy-balanced"})
  void classesThatComeOneAfterTheOtherShareTheMemory(String policy) {
    int[] classes = new int[300];
    Arrays.setAll(classes, i -> i / 100);
    ExemplarMemory memory = memory(policy, 20, 3);
    Stock stock = new Stock(classes);
    memory.offer(stock.samples(), NOTHING, new Seeds(1).generator("test"));
    int[] counts = new int[3];
    Arrays.stream(memory.samples(stock.samples()).classes()).forEach(c -> counts[c]++);
    assertThat(counts).containsExactlyInAnyOrder(7, 7, 6);
  }

  @Test
  void aGreedyMemoryHoldsTheFirstImagesOfEachClass() {
    int[] classes = new int[100];
    Arrays.setAll(classes, i -> i % 2);
    ExemplarMemory memory = memory("greedy-balanced", 7, 2);
    Stock stock = new Stock(classes);
    memory.offer(stock.samples(), NOTHING, new Seeds(1).generator("test"));
    assertThat(memory.samples(stock.samples()).indices())
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
  }

  /** Of 0, 1 and 5, with mean 2: 1 is closest, 1 and 5 have mean 3, 1 and 0 only 0.5. */
  @Test
  void herdingBringsTheMeanOfTheChosenCloseNotTheChosen() {
    double[][] features = {{0}, {1}, {5}};
    assertThat(Herding.order(features, new double[] {2}, 3)).containsExactly(1, 2, 0);
  }

  @Test
  void herdingTakesEmbeddingsAsItIsTold() {
    // By direction the third is closest to the mean; by length it is far off.
    INDArray embeddings = Nd4j.createFromArray(new float[][] {{4, 1}, {0, 1}, {30, 30}});
    RandomGenerator none = new Seeds(1).generator("test");
    int[] byDirection = new Herding(Lengths.NORMALISED).order(3, () -> embeddings, 1, none);
    int[] byLength = new Herding(Lengths.RAW).order(3, () -> embeddings, 1, none);
    assertThat(byDirection).containsExactly(2);
    // mean (34/3, 32/3): 12.1 from the first, 14.9 from the second, 26.9 from the third
    assertThat(byLength).containsExactly(0);
  }
}
