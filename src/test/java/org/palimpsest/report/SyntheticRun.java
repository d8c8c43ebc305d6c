package org.palimpsest.report;

import com.fasterxml.jackson.databind.node.IntNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.WrittenJournal;
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
    Files.createDirectories(folder.resolve("confusion"));
    Files.createDirectories(folder.resolve("illustrations"));
    StringBuilder matrix = new StringBuilder("after_session,tested_session,correct,total\n");
    StringBuilder sessions =
        new StringBuilder(
            "session,classes_seen,accuracy_seen,base_accuracy,novel_accuracy,harmonic_mean,"
                + "forgetting_from_earlier_peak,seconds\n");
    double average = 0;
    double last = 0;
    for (int t = 0; t < SESSIONS; t++) {
      int seen = 60 + 5 * t;
      double base = 0.577 - 0.019 * t + 0.004 * random.nextGaussian();
      double novel = 0.21 + 0.006 * t + 0.012 * random.nextGaussian();
      for (int j = 0; j <= t; j++) {
        int total = (j == 0 ? 60 : 5) * IMAGES;
        double accuracy = j == 0 ? base : novel + 0.03 * random.nextGaussian();
        matrix.append("%d,%d,%d,%d\n".formatted(t, j, Math.round(total * accuracy), total));
      }
      double all = (base * 60 + novel * 5 * t) / seen;
      average += all / SESSIONS;
      last = all;
      sessions.append(
          t == 0
              ? "0,60,%s,%s,,,,412.25\n".formatted(all, base)
              : "%d,%d,%s,%s,%s,%s,%s,%s\n"
                  .formatted(
                      t,
                      seen,
                      all,
                      base,
                      novel,
                      2 * base * novel / (base + novel),
                      0.012 * t + 0.003 * random.nextGaussian(),
                      3.5 + t));
    }
    put("accuracy-matrix.csv", matrix.toString());
    put("sessions.csv", sessions.toString());
    put("confusion/session-08.csv", confusion());
    put("summary.json", summary(average, last));
    put(
        "provenance.json",
        PROVENANCE.formatted(
            IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.joining(","))));
    WrittenJournal.append(folder, journal());
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

  private String confusion() {
    StringBuilder csv = new StringBuilder();
    csv.append(
            classes.stream()
                .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",")))
        .append('\n');
    for (int actual = 0; actual < 100; actual++) {
      int[] counts = new int[100];
      for (int i = 0; i < IMAGES; i++) {
        double draw = random.nextDouble();
        boolean right = draw < (actual < 60 ? 0.45 : 0.22);
        boolean near = draw > 0.7;
        int other = near ? actual / 5 * 5 + random.nextInt(5) : random.nextInt(100);
        counts[right ? actual : other]++;
      }
      csv.append(IntStream.of(counts).mapToObj(Integer::toString).collect(Collectors.joining(",")))
          .append('\n');
    }
    return csv.toString();
  }

  private static String summary(double average, double last) {
    return String.format(
        Locale.ROOT,
        """
        {
          "final": {
            "accuracy_seen": %s,
            "average_incremental_accuracy": %s,
            "base_accuracy": 0.4251,
            "forgetting_from_earlier_peak": 0.0961,
            "backward_transfer": -0.0912,
            "performance_drop": 0.1734
          },
          "wall_seconds": 1012.4,
          "seconds": {"training": 930.0, "evaluation": 71.5},
          "share_outside_network": 0.0213,
          "peak_resident_bytes": 2147483648,
          "budget_bytes": {"parameters": 1232896, "features": 51200, "exemplars": 0},
          "leakage": {
            "clean": true,
            "violations": [],
            "findings": ["2 training images are exact copies of test images"],
            "copies": {"train_test": 2}
          },
          "parameters_sha256": "%s"
        }
        """,
        last,
        average,
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
