package org.palimpsest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Parts;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Seeds;

class ExemplarMemoryTest {

  private static final INDArray NOTHING = Nd4j.empty(DataType.FLOAT);

  private static ExemplarMemory memory(
      String policy, Budget.Unit unit, long limit, int bytesPerImage, int beside, int classes) {
    Policy chosen = Parts.named(policy, Policies.ALL).sample();
    return new ExemplarMemory(chosen, new Budget(unit, limit), bytesPerImage, beside, classes);
  }

  private static long bytes(ExemplarMemory memory) {
    return memory.kept().stream().mapToLong(Kept::bytes).sum();
  }

  private static RandomGenerator random() {
    return new Seeds(3).generator("test");
  }

  /** 100 bytes of pixels, 4 of label, 4 logits of 4 bytes: 120 each, beside 5 counters of 8. */
  @ParameterizedTest
  @CsvSource({"reservoir", "class-balanced", "greedy-balanced"})
  void neverExceedsItsBytes(String policy) {
    ExemplarMemory memory = memory(policy, Budget.Unit.BYTES, 1000, 100, 4, 4);
    int[] classes = new int[400];
    Arrays.setAll(classes, i -> i / 100);
    Stock stock = new Stock(classes);
    RandomGenerator random = random();
    for (int start = 0; start < 400; start += 10) {
      memory.offer(stock.part(start, start + 10), Nd4j.zeros(DataType.FLOAT, 10, 4), random);
      assertThat(bytes(memory)).isLessThanOrEqualTo(1000);
    }
    assertThat(memory.size()).isEqualTo(8);
    assertThat(bytes(memory)).isEqualTo(8 * 120 + 40);
  }

  @ParameterizedTest
  @CsvSource({"class-balanced", "greedy-balanced"})
  void neverExceedsItsImagesAClass(String policy) {
    ExemplarMemory memory = memory(policy, Budget.Unit.IMAGES_PER_CLASS, 3, 1, 0, 3);
    // a class that goes on alone after another has come once must not take its places
    int[] classes = new int[60];
    Arrays.setAll(classes, i -> i == 10 ? 1 : i < 50 ? 0 : 2);
    Stock stock = new Stock(classes);
    memory.offer(stock.samples(), NOTHING, random());
    int[] counts = new int[3];
    Arrays.stream(memory.samples(stock.samples()).classes()).forEach(c -> counts[c]++);
    assertThat(counts).containsExactly(3, 1, 3);
  }

  @Test
  void keepsTheNumbersThatCameWithEachImage() {
    ExemplarMemory memory = memory("reservoir", Budget.Unit.IMAGES, 20, 1, 2, 1);
    Stock stock = new Stock(new int[300]);
    RandomGenerator random = random();
    for (int start = 0; start < 300; start += 10) {
      float[][] numbers = new float[10][];
      for (int i = 0; i < 10; i++) {
        numbers[i] = new float[] {start + i, -start - i};
      }
      memory.offer(stock.part(start, start + 10), Nd4j.createFromArray(numbers), random);
    }
    int[] slots = memory.draw(7, random);
    int[] images = memory.samples(stock.samples(), slots).indices();
    INDArray beside = memory.beside(slots);
    for (int i = 0; i < 7; i++) {
      assertThat(beside.getRow(i).toFloatVector()).containsExactly(images[i], -images[i]);
    }
  }

  @Test
  void givesEveryClassOfEverySessionTheSameShareOfAMemoryFilledAtTheEnd() {
    ExemplarMemory memory = memory("random", Budget.Unit.IMAGES, 13, 1, 0, 2);
    int[] classes = new int[60];
    Arrays.setAll(classes, i -> i % 2);
    Stock stock = new Stock(classes);
    for (int session = 0; session < 3; session++) {
      memory.fill(
          stock.part(20 * session, 20 * session + 20), session, 2, samples -> NOTHING, random());
    }
    int[] images = memory.samples(stock.samples()).indices();
    int[] bySession = new int[3];
    Arrays.stream(images).forEach(image -> bySession[image / 20]++);
    assertThat(bySession).containsExactly(4, 4, 4);
    assertThat(images).doesNotHaveDuplicates();
  }

  @Test
  void keepsTheFirstOfTheHerdWhenSharesBecomeSmaller() {
    ExemplarMemory memory = memory("herding", Budget.Unit.IMAGES, 4, 1, 0, 2);
    Stock stock = new Stock(new int[] {0, 0, 0, 0, 1, 1, 1});
    INDArray embeddings = Nd4j.createFromArray(new float[][] {{1, 0}, {1, 1}, {0, 1}, {1, 2}});
    memory.fill(stock.part(0, 4), 0, 1, samples -> embeddings, random());
    int[] herd = memory.samples(stock.samples()).indices();
    memory.fill(stock.part(4, 7), 1, 2, s -> Nd4j.ones(DataType.FLOAT, 3, 2), random());
    assertThat(memory.samples(stock.samples()).indices())
        .startsWith(Arrays.copyOf(herd, 2))
        .hasSize(4);
  }

  /** Two memories, one of them taken up again from what it kept, go on alike. */
  @ParameterizedTest
  @CsvSource({"reservoir", "class-balanced", "greedy-balanced"})
  void goesOnFromWhatItKept(String policy) {
    ExemplarMemory one = memory(policy, Budget.Unit.IMAGES, 9, 1, 3, 3);
    int[] classes = new int[120];
    Arrays.setAll(classes, i -> i / 40);
    Stock stock = new Stock(classes);
    one.offer(stock.part(0, 50), Nd4j.rand(DataType.FLOAT, 50, 3), random());
    ExemplarMemory other = memory(policy, Budget.Unit.IMAGES, 9, 1, 3, 3);
    other.restore(saved(one));
    INDArray beside = Nd4j.rand(DataType.FLOAT, 70, 3);
    one.offer(stock.part(50, 120), beside, random());
    other.offer(stock.part(50, 120), beside, random());
    assertThat(saved(other)).isEqualTo(saved(one));
  }

  @Test
  void keepsLabelsAndCountersAsWholeNumbersOf64Bits() {
    ExemplarMemory memory = memory("reservoir", Budget.Unit.IMAGES, 5, 1, 0, 1);
    memory.offer(new Stock(new int[7]).samples(), NOTHING, random());
    List<Kept> kept = memory.kept();
    assertThat(kept).allMatch(one -> one.array().dataType() == DataType.INT64);
    assertThat(saved(memory)).containsEntry("counters", Nd4j.createFromArray(7L, 7L));
  }

  private static Map<String, INDArray> saved(ExemplarMemory memory) {
    Map<String, INDArray> saved = new HashMap<>();
    memory.kept().forEach(kept -> saved.put(kept.name(), kept.array().dup()));
    return saved;
  }
}
