package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassOrder;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.Disk;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.Network;
import org.palimpsest.record.Reporter;
import org.palimpsest.record.ResultsFolder;
import org.palimpsest.tensor.Seeds;

/** A tiny experiment in a folder: three sessions of three, one and two classes of 4x4 images. */
public final class Trial {

  static final String CONFIG =
      """
      name = trial
      seeds = [1]
      engine { name = plain, threads = 1 }
      benchmark { dataset = tiny }
      learner { method = softmax }
      """;

  private static final int CLASSES = 6;
  private static final int PER_CLASS = 5;
  private static final int[] SESSIONS = {3, 1, 2};

  final Path results;
  List<Long> seeds = List.of(1L);
  String config = CONFIG;
  SoftmaxLearner.Settings settings = new SoftmaxLearner.Settings(2);
  Disk disk = MortalDisk.swift();
  BooleanSupplier cancelled = () -> false;
  long checkpointMillis;
  Function<Seeds, Benchmark> benchmark = Trial::benchmark;
  Reporter reporter = Reporter.NONE;
  OptionalInt lastSession = OptionalInt.empty();
  boolean again;
  final List<Event> events = new ArrayList<>();

  Trial(Path results) {
    this.results = results;
  }

  List<RunInfo> run() {
    ExperimentPlan plan =
        new ExperimentPlan(
            "trial",
            seeds,
            "softmax",
            context -> new SoftmaxLearner(context, settings),
            results,
            new RunConfig(ConfigFactory.parseString(config)),
            List.of("run", "trial.conf"),
            Map.of("mlflow.source.name", "trial.conf"),
            lastSession,
            again);
    Environment environment =
        new Environment(
            new PlainEngine(),
            benchmark,
            disk,
            InstantSource.system(),
            checkpointMillis,
            cancelled);
    return new ExperimentRunner(
            plan, environment, new ResultsFolder(disk, plan.folder(), reporter), events::add)
        .run();
  }

  /** The folder of the run with seed 1. */
  Path folder() {
    return folder("");
  }

  Path folder(String suffix) {
    String id = new RunConfig(ConfigFactory.parseString(config)).runId(1);
    return results.resolve("trial").resolve(id + suffix);
  }

  List<JsonNode> journal() throws IOException {
    return journal(folder());
  }

  static List<JsonNode> journal(Path folder) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("journal.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  /**
   * Everything about a finished run that must not depend on whether it was cut short. Checks on the
   * way that the journal is numbered without a gap and has every point once.
   */
  public static Map<String, String> outcome(Path folder) throws IOException {
    Map<String, String> outcome = new TreeMap<>();
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    outcome.put("parameters", summary.get("parameters_sha256").asText());
    outcome.put("final", summary.get("final").toString());
    outcome.put("matrix", Files.readString(folder.resolve("accuracy-matrix.csv")));
    outcome.put(
        "sessions", Files.readString(folder.resolve("sessions.csv")).replaceAll(",[^,]*\n", "\n"));
    outcome.put("training", Files.readString(folder.resolve("training.csv")));
    for (String kind : List.of("confusion", "predictions", "illustrations")) {
      if (kind.equals("illustrations") && !Files.exists(folder.resolve(kind))) {
        continue; // a learner without a decoder has nothing to show
      }
      try (Stream<Path> files = Files.list(folder.resolve(kind))) {
        for (Path file : files.toList()) {
          assertThat(file.getFileName().toString()).doesNotContain("partial");
          outcome.put(kind + "/" + file.getFileName(), Digests.of(file));
        }
      }
    }
    List<JsonNode> journal = journal(folder);
    Map<String, Integer> once = new TreeMap<>();
    for (int i = 0; i < journal.size(); i++) {
      JsonNode line = journal.get(i);
      assertThat(line.get("seq").asInt()).isEqualTo(i);
      once.merge(line.get("type").asText(), 1, Integer::sum);
      for (JsonNode point : line.path("metrics")) {
        String name = "point " + point.get("key").asText() + "@" + point.get("step").asInt();
        boolean time = name.matches("point (time/|system/(?!budget)).*");
        assertThat(outcome.put(name, time ? "" : point.get("value").asText())).isNull();
      }
    }
    assertThat(once).containsEntry("run", 1).containsEntry("params", 1).containsEntry("dataset", 1);
    JsonNode last = journal.get(journal.size() - 1);
    assertThat(last.get("type").asText()).isEqualTo("end");
    assertThat(last.get("status").asText()).isEqualTo("FINISHED");
    return outcome;
  }

  static Benchmark benchmark(Seeds seeds) {
    ImageSet train = images(new Seeds(7).generator("train"));
    ImageSet test = images(new Seeds(7).generator("test"));
    Normalization normalization = Normalization.identity(1);
    Dataset dataset = new Dataset("tiny", train, test, normalization, "ab".repeat(32));
    List<Session> sessions = new ArrayList<>();
    int first = 0;
    for (int classes : SESSIONS) {
      sessions.add(
          Session.ofRange(
              sessions.size(),
              first,
              classes,
              samples(train, first, classes, normalization),
              samples(train, first, 0, normalization),
              samples(test, first, classes, normalization)));
      first += classes;
    }
    return new Benchmark(dataset, new ClassOrder(List.of(0, 1, 2, 3, 4, 5)), sessions);
  }

  /** Each class is a stripe of its own, with noise. */
  private static ImageSet images(RandomGenerator random) {
    byte[] pixels = new byte[CLASSES * PER_CLASS * 16];
    int[] labels = new int[CLASSES * PER_CLASS];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % CLASSES;
      for (int p = 0; p < 16; p++) {
        int ink = p % CLASSES == labels[i] ? 120 : 0;
        pixels[16 * i + p] = (byte) (ink + random.nextInt(136));
      }
    }
    return new ImageSet(pixels, labels, 1, 4, 4, List.of("a", "b", "c", "d", "e,f", "g\"h"));
  }

  private static Samples samples(ImageSet images, int first, int classes, Normalization norm) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (images.label(i) >= first && images.label(i) < first + classes) {
        indices.add(i);
      }
    }
    int[] chosen = indices.stream().mapToInt(Integer::intValue).toArray();
    int[] labels = indices.stream().mapToInt(images::label).toArray();
    return new Samples(images, chosen, labels, norm);
  }

  private static final class PlainEngine implements Engine {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Network build(Architecture architecture, RandomGenerator random) {
      throw new IllegalStateException("this test trains without networks");
    }
  }
}
