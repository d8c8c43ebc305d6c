package org.palimpsest.report;

import com.fasterxml.jackson.databind.node.IntNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.experiment.Activity;
import org.palimpsest.experiment.Leakage;
import org.palimpsest.experiment.Predictions;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.RecencyBias;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.WrittenRun;
import org.palimpsest.report.plot.Png;

/**
 * Writes folders as a run leaves them: 60 base classes and 8 sessions of 5 more, 100 test images a
 * class, invented counts.
 */
final class SyntheticRun {

  static final int SESSIONS = 9;
  static final String HOSTILE = "a<script>alert('1')</script>, \"quoted\" & more";
  private static final int IMAGES = 100;

  private final Path folder;
  private final long seed;
  private final Random random;
  private final List<String> classes = new ArrayList<>();

  private SyntheticRun(Path folder, long seed) {
    this.folder = folder;
    this.seed = seed;
    this.random = new Random(seed);
    classes.add(HOSTILE);
    IntStream.range(1, 100).mapToObj("class %d"::formatted).forEach(classes::add);
  }

  /** Writes a finished run and returns its folder. */
  static Path write(Path experiment, long seed, String configuration) throws IOException {
    Path folder = experiment.resolve("seed-%d-%s".formatted(seed, configuration));
    new SyntheticRun(folder, seed).all();
    return folder;
  }

  private void all() throws IOException {
    Files.createDirectories(folder.resolve("illustrations"));
    List<SessionResult> results = new ArrayList<>();
    for (int t = 0; t < SESSIONS; t++) {
      results.add(session(t));
    }
    WrittenRun.tables(folder, results);
    WrittenRun.answers(folder, SESSIONS - 1, predictions());
    WrittenRun.summary(folder, summary(results));
    put(
        "provenance.json",
        PROVENANCE.formatted(
            IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.joining(","))));
    WrittenRun.append(folder, journal());
    put("experiment.conf", CONFIGURATION.formatted(seed));
    put(
        "illustrations/captions.json",
        "[{\"caption\": \"Test images above their reconstructions\","
            + " \"file\": \"reconstructions.png\"}]");
    BufferedImage noise = new BufferedImage(320, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 320 * 64; i++) {
      noise.setRGB(i % 320, i / 320, random.nextInt(0x1000000));
    }
    Files.write(folder.resolve("illustrations/reconstructions.png"), Png.encode(noise));
  }

  private SessionResult session(int t) {
    double base = 0.577 - 0.019 * t + 0.004 * random.nextGaussian();
    double novel = 0.21 + 0.006 * t + 0.012 * random.nextGaussian();
    List<Integer> correct = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    for (int j = 0; j <= t; j++) {
      int total = (j == 0 ? 60 : 5) * IMAGES;
      double accuracy = j == 0 ? base : novel + 0.03 * random.nextGaussian();
      correct.add((int) Math.round(total * accuracy));
      totals.add(total);
    }
    int seen = 60 + 5 * t;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy_seen", (base * 60 + novel * 5 * t) / seen);
    metrics.put("base_accuracy", base);
    if (t > 0) {
      metrics.put("novel_accuracy", novel);
      metrics.put("harmonic_mean", 2 * base * novel / (base + novel));
      metrics.put("forgetting_from_earlier_peak", 0.012 * t + 0.003 * random.nextGaussian());
    }
    return new SessionResult(
        t,
        seen,
        correct,
        correct,
        totals,
        new RecencyBias.Counts(0, 0),
        metrics,
        t == 0 ? 412.25 : 3.5 + t,
        7.5);
  }

  private Predictions predictions() {
    int[] images = IntStream.range(0, 100 * IMAGES).toArray();
    int[] truth = IntStream.of(images).map(image -> image / IMAGES).toArray();
    int[] predicted = IntStream.of(truth).map(this::predicted).toArray();
    int[] tested = IntStream.of(truth).map(c -> c < 60 ? 0 : (c - 55) / 5).toArray();
    return new Predictions(tested, images, truth, predicted, predicted, classes);
  }

  private int predicted(int actual) {
    double draw = random.nextDouble();
    boolean right = draw < (actual < 60 ? 0.45 : 0.22);
    int other = draw > 0.7 ? actual / 5 * 5 + random.nextInt(5) : random.nextInt(100);
    return right ? actual : other;
  }

  private RunSummary summary(List<SessionResult> results) {
    Map<String, Double> finals = new LinkedHashMap<>();
    finals.put(
        "accuracy_seen",
        results.get(SESSIONS - 1).metrics().getOrDefault("accuracy_seen", Double.NaN));
    finals.put(
        "average_incremental_accuracy",
        results.stream()
            .mapToDouble(one -> one.metrics().getOrDefault("accuracy_seen", Double.NaN) / SESSIONS)
            .sum());
    finals.put("base_accuracy", 0.4251);
    finals.put("forgetting_from_earlier_peak", 0.0961);
    finals.put("backward_transfer", -0.0912);
    finals.put("performance_drop", 0.1734);
    Map<String, Long> budget = new LinkedHashMap<>();
    budget.put("parameters", 1_232_896L);
    budget.put("features", 51_200L);
    budget.put("exemplars", 0L);
    String id = String.valueOf(folder.getFileName());
    return new RunSummary(
        new RunInfo("cifar-incremental", id, seed, "3f2a9c10b7", "reconstruction", folder),
        "run" + seed,
        "torch",
        "cifar100",
        Map.of(),
        1,
        2,
        finals,
        results,
        Map.of(Activity.TRAINING, 930.0, Activity.EVALUATION, 71.5, Activity.RECORDING, 10.9),
        9.6,
        List.of(),
        2_147_483_648L,
        budget,
        new Leakage(
            true,
            List.of(),
            List.of("2 training images are exact copies of test images"),
            List.of(),
            Map.of("train_test", 2)),
        List.of(),
        "cd".repeat(32));
  }

  private static final String PROVENANCE =
      """
      {
        "program": {"git_commit": "0123456789abcdef0123456789abcdef01234567", "git_dirty": true},
        "data": {"name": "cifar100", "sha256": "abcdef", "class_order": [%s]},
        "engine": {"name": "torch", "version": "2.10.0"},
        "machine": {"cores": 2, "memory_bytes": 16777216000}
      }
      """;

  private static final String CONFIGURATION =
      """
      name = cifar-incremental # <b>not bold</b>
      seeds = [%d]
      mlflow { tracking-uri = "http://someone:secret@tracking.example/" }
      """;

  private List<JournalEntry> journal() {
    List<JournalEntry> lines = new ArrayList<>();
    lines.add(
        new JournalEntry.Started(
            "run" + seed,
            "cifar-incremental",
            String.valueOf(folder.getFileName()),
            1_763_770_000_000L + seed));
    lines.add(
        new JournalEntry.Parameters(
            Map.of(
                "learner.method", "reconstruction",
                "learner.head", "task-adaptive",
                "engine.name", "torch")));
    lines.add(new JournalEntry.Tags(Map.of("palimpsest.learner", "reconstruction")));
    lines.add(
        new JournalEntry.DatasetUsed(
            "cifar100",
            "ab".repeat(32),
            "training",
            Map.of("images", IntNode.valueOf(50000), "classes", IntNode.valueOf(100))));
    for (int step = 0; step < 40; step++) {
      double decay = Math.exp(-step / 12.0);
      lines.add(metric("base_loss", 1.6 + 2.4 * decay + 0.02 * random.nextGaussian(), step));
      lines.add(metric("base_reconstruction", 0.012 + 0.06 * decay, step));
      lines.add(metric("base_accuracy", 0.62 * (1 - decay) + 0.01 * random.nextDouble(), step));
    }
    for (int step = 0; step < 6; step++) {
      lines.add(metric("metric_loss", 1.3 - 0.1 * step + 0.02 * random.nextGaussian(), step));
    }
    lines.add(new JournalEntry.Ended(JournalEntry.Status.FINISHED, 1_763_771_000_000L));
    return lines;
  }

  private static JournalEntry metric(String name, double value, int step) {
    return new JournalEntry.Metrics(
        1, List.of(new JournalEntry.Measurement("train/" + name, value, step)));
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
