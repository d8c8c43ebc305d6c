package org.palimpsest.method.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Augmentation;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.head.Heads;
import org.palimpsest.method.Bars;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.Seeds;

class EpochsTest {

  private static final OptimizerSpec SGD =
      new OptimizerSpec(new OptimizerSpec.Sgd(0, false), 1, 0, new OptimizerSpec.Constant(), 0);
  private static final FitSpec SPEC =
      new FitSpec("base", SGD, SGD, Augmentation.NONE, Mode.TRAINING, true, false, false);
  private static final Session SESSION = Bars.sessions().get(0);
  private static final int IMAGES = 80;

  private static Phase phase() {
    LearnerContext context = LearnerContext.of(new TorchEngine(1), new Seeds(1), Bars.benchmark());
    Model model =
        new Model(
            Architectures.mlp(1, 8, 8, List.of(4), 0), false, Heads.ALL.get(0).sample(), context);
    return new Phase(SESSION, model, Optional.empty(), Scenario.CLASS_INCREMENTAL, false);
  }

  private static Epochs epochs(Epochs.Plan plan) {
    return new Epochs(plan, SESSION.train(), phase(), SPEC);
  }

  private static Epochs.Plan plan(int epochs, OptionalInt steps, boolean drops, int perBlock) {
    OptionalInt block = perBlock == 0 ? OptionalInt.empty() : OptionalInt.of(perBlock);
    return new Epochs.Plan(epochs, steps, 32, drops, block, 0);
  }

  private static List<Batch> all(Source source) {
    List<Batch> batches = new ArrayList<>();
    for (int block = 0; block < source.blocks(); block++) {
      int before = batches.size();
      for (Iterator<Batch> some = source.block(block); some.hasNext(); ) {
        batches.add(some.next());
      }
      assertThat(batches.size() - before).isEqualTo(source.steps(block));
    }
    return batches;
  }

  private static List<Integer> images(List<Batch> batches) {
    return batches.stream()
        .flatMapToInt(batch -> IntStream.of(batch.samples().indices()))
        .boxed()
        .toList();
  }

  @Test
  void everyPassTakesEveryImageOnceInAnotherOrder() {
    Epochs epochs = epochs(plan(2, OptionalInt.empty(), false, 0));
    assertThat(epochs.blocks()).isEqualTo(2);
    List<Integer> taken = images(all(epochs));
    List<Integer> first = taken.subList(0, IMAGES);
    List<Integer> second = taken.subList(IMAGES, 2 * IMAGES);
    assertThat(first).doesNotHaveDuplicates().hasSize(IMAGES).isNotEqualTo(second);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void blocksOfStepsCutTheSameBatchesElsewhere() {
    List<Integer> byPass = images(all(epochs(plan(3, OptionalInt.empty(), false, 0))));
    Epochs epochs = epochs(plan(3, OptionalInt.empty(), false, 4));
    // 3 passes of 3 steps in blocks of 4, 4 and 1.
    assertThat(epochs.blocks()).isEqualTo(3);
    assertThat(epochs.steps(2)).isEqualTo(1);
    assertThat(images(all(epochs))).isEqualTo(byPass);
  }

  @Test
  void iterationsReplacePassesAndALastBatchMayBeLeftOut() {
    Epochs epochs = epochs(plan(0, OptionalInt.of(5), true, 0));
    List<Batch> batches = all(epochs);
    assertThat(batches).hasSize(5).allMatch(batch -> batch.size() == 32);
    assertThat(batches).extracting(Batch::pass).containsExactly(0, 0, 1, 1, 2);
  }
}
