package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Seeds;

/**
 * The digits experiment, shortened, under both engines from the same initial parameters.
 *
 * <p>Training multiplies rounding, so that two engines part in the end, and so does one engine from
 * itself if its initial parameters are nudged in their last bit. The engines may differ by what
 * such a nudge does, no more.
 */
class EnginesAgreeTest {

  private static final List<String> SHORT =
      List.of("training.base.epochs=2", "training.episodes.number=10");

  /** Largest relative difference of a loss; nudges did 4e-6, the engines 9e-6. */
  private static final double LOSS = 1e-4;

  /** Most test images of a session, of 216 to 360, by which classes differ; all did 1. */
  private static final int IMAGES = 3;

  private static Outcome torch = new Outcome(List.of(), Map.of());

  @BeforeAll
  static void run() {
    torch = outcome(new TorchEngine(1), SHORT);
  }

  /** What a run left: the losses of its base epochs and, by session and class, correct answers. */
  record Outcome(List<Double> losses, Map<String, Integer> correct) {}

  @Test
  void theEnginesLearnTheSame() {
    assertClose(outcome(new Dl4jEngine(1), SHORT));
  }

  @Test
  void oneEngineDiffersFromItselfAsMuchWhenItsParametersAreNudged() {
    Outcome nudged = outcome(new Nudged(new TorchEngine(1), 2), SHORT);
    assertThat(nudged.losses()).isNotEqualTo(torch.losses());
    assertClose(nudged);
  }

  private static void assertClose(Outcome other) {
    assertThat(torch.losses()).hasSize(2);
    for (int epoch = 0; epoch < torch.losses().size(); epoch++) {
      double expected = torch.losses().get(epoch);
      assertThat(other.losses().get(epoch))
          .as("loss of epoch %d", epoch)
          .isCloseTo(expected, within(LOSS * expected));
    }
    int[] differences = new int[3];
    Set<String> cells = new TreeSet<>(torch.correct().keySet());
    cells.addAll(other.correct().keySet());
    for (String cell : cells) {
      int session = Character.digit(cell.charAt(0), 10);
      differences[session] +=
          Math.abs(torch.correct().getOrDefault(cell, 0) - other.correct().getOrDefault(cell, 0));
    }
    assertThat(IntStream.of(differences)).as("test images by session").allMatch(n -> n <= IMAGES);
  }

  static Outcome outcome(Engine engine, List<String> overrides) {
    ExperimentSpec spec =
        ExperimentSpec.load(Path.of("experiments/digits-incremental.conf"), overrides);
    Seeds seeds = new Seeds(1);
    Benchmark benchmark =
        Benchmarks.build(
            Datasets.load(spec.benchmark().dataset(), DownloadProgress.NONE),
            spec.benchmark(),
            seeds);
    List<Double> losses = new ArrayList<>();
    Map<String, Integer> correct = new TreeMap<>();
    try (Learner learner = spec.learner().create(LearnerContext.of(engine, seeds, benchmark))) {
      for (Session session : benchmark.sessions()) {
        for (Stage stage : learner.stages(session)) {
          for (int block = 0; block < stage.blocks(); block++) {
            Map<String, Double> measured = stage.run(block, Progress.SILENT);
            if (stage.name().equals("base")) {
              losses.add(Objects.requireNonNull(measured.get("loss")));
            }
          }
        }
        Predictions predictions = Evaluator.predict(benchmark, session.index(), learner, n -> {});
        for (int i = 0; i < predictions.truth().length; i++) {
          int truth = predictions.truth()[i];
          if (predictions.predicted()[i] == truth) {
            correct.merge(session.index() + " class " + truth, 1, Integer::sum);
          }
        }
      }
    }
    return new Outcome(losses, correct);
  }

  /** An engine whose networks start one rounding beside another's. */
  record Nudged(Engine engine, long seed) implements Engine {
    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public String version() {
      return engine.version();
    }

    @Override
    public Network build(Architecture architecture, RandomGenerator random) {
      Network network = engine.build(architecture, random);
      INDArray parameters = network.parameters();
      RandomGenerator coin = new Seeds(seed).generator("nudge");
      for (long i = 0; i < parameters.length(); i++) {
        float value = parameters.getFloat(i);
        parameters.putScalar(i, coin.nextBoolean() ? Math.nextUp(value) : Math.nextDown(value));
      }
      return network;
    }
  }
}
