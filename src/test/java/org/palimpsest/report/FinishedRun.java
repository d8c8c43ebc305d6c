package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.disk.Digests;
import org.palimpsest.experiment.Activity;
import org.palimpsest.experiment.Leakage;
import org.palimpsest.experiment.Predictions;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.Evaluation;
import org.palimpsest.metric.ForgettingFromEarlierPeak;
import org.palimpsest.metric.LearningAccuracy;
import org.palimpsest.metric.Metric;
import org.palimpsest.metric.RecencyBias;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.WrittenRun;

/**
 * Writes what a comparison reads of a run: sessions of 4, 2, 2, ... classes with some test images
 * each, invented answers, and true counts of them.
 */
public final class FinishedRun {

  private final String experiment;
  private final long seed;
  private String configuration = "aaaaaaaaaa";
  private double skill = 0.6;
  private int sessions = 3;
  private int imagesPerClass = 50;
  private String order = "natural";
  private String split = "5b";
  private String tests = "";
  private boolean clean = true;
  private boolean dirty;
  private String settings = "";
  private List<EpisodeCounts> episodes = List.of();

  public FinishedRun(String experiment, long seed) {
    this.experiment = experiment;
    this.seed = seed;
  }

  public FinishedRun configuration(String hash, String keys) {
    configuration = hash;
    settings = keys;
    return this;
  }

  /** The chance that an image is classified right. */
  public FinishedRun skill(double chance) {
    skill = chance;
    return this;
  }

  public FinishedRun size(int numberOfSessions, int testImagesOfEachClass) {
    sessions = numberOfSessions;
    imagesPerClass = testImagesOfEachClass;
    return this;
  }

  public FinishedRun order(String reversedOrNatural) {
    order = reversedOrNatural;
    return this;
  }

  public FinishedRun split(String digest) {
    split = digest;
    return this;
  }

  /** Makes the test images known, by this digest. */
  public FinishedRun tests(String digest) {
    tests = digest;
    return this;
  }

  /** Makes it an episodic run, with test images that are known. */
  public FinishedRun episodes(EpisodeCounts... answers) {
    episodes = List.of(answers);
    tests = tests.isEmpty() ? "7e57" : tests;
    return this;
  }

  public FinishedRun leaking() {
    clean = false;
    return this;
  }

  public FinishedRun dirty() {
    dirty = true;
    return this;
  }

  /** Writes the run below a results folder and returns its own. */
  public Path in(Path results) throws IOException {
    String id = "seed-%d-%s".formatted(seed, configuration);
    Path folder = Files.createDirectories(results.resolve(experiment).resolve(id));
    Random random = new Random(seed);
    List<SessionResult> after = new ArrayList<>();
    for (int t = 0; t < sessions; t++) {
      Predictions predictions = predictions(random, t);
      WrittenRun.answers(folder, t, predictions);
      after.add(result(predictions, t));
    }
    WrittenRun.tables(folder, after);
    if (!episodes.isEmpty()) {
      WrittenRun.episodes(folder, episodes);
    }
    double first = accuracy(after.get(0));
    double last = accuracy(after.get(sessions - 1));
    double sum = 0;
    for (SessionResult result : after) {
      sum += accuracy(result);
    }
    Map<String, Double> finals = new LinkedHashMap<>();
    finals.put("accuracy_seen", last);
    finals.put("average_incremental_accuracy", sum / sessions);
    finals.put("performance_drop", first - last);
    Evaluation evaluation = SessionResult.evaluation(after, AnytimeCurve.EMPTY);
    for (Metric metric : List.of(LearningAccuracy.METRIC, ForgettingFromEarlierPeak.METRIC)) {
      metric.of(evaluation).ifPresent(value -> finals.put(metric.name(), value));
    }
    finals.putAll(EpisodeCounts.metrics(episodes));
    WrittenRun.summary(
        folder,
        summary(
            new RunInfo(experiment, id, seed, configuration, "reconstruction", folder),
            finals,
            after));
    put(folder, "provenance.json", provenance());
    put(folder, "experiment.conf", CONFIGURATION.formatted(experiment, seed, sessions) + settings);
    WrittenRun.append(
        folder,
        List.of(
            new JournalEntry.Started(uuid(id), experiment, id, 1),
            new JournalEntry.Ended(JournalEntry.Status.FINISHED, 2)));
    return folder;
  }

  private String provenance() {
    int classes = 4 + 2 * (sessions - 1);
    String labels =
        IntStream.range(0, classes)
            .map(c -> order.equals("natural") ? c : classes - 1 - c)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return """
        {"seed": %d,
         "data": {"name": "toys", "sha256": "da7a", "class_order": [%s], "split_sha256": "%s-%d"%s},
         "program": {"git_commit": "0123456789abcdef", "git_dirty": %s}, "continued": []}
        """
        .formatted(
            seed,
            labels,
            split,
            seed,
            tests.isEmpty() ? "" : ", \"test_sha256\": \"%s\"".formatted(tests),
            dirty);
  }

  private Predictions predictions(Random random, int session) {
    int classes = 4 + 2 * session;
    int[] images = IntStream.range(0, classes * imagesPerClass).toArray();
    int[] truth = IntStream.of(images).map(image -> image / imagesPerClass).toArray();
    // One draw an image, so that runs of one seed differ in the images between their skills.
    int[] predicted =
        IntStream.of(truth)
            .map(c -> random.nextDouble() < skill * (1 - 0.05 * session) ? c : (c + 1) % classes)
            .toArray();
    return new Predictions(
        IntStream.of(truth).map(FinishedRun::sessionOf).toArray(),
        images,
        truth,
        predicted,
        predicted,
        IntStream.range(0, classes).mapToObj("class %d"::formatted).toList());
  }

  private static int sessionOf(int classNumber) {
    return Math.max(0, (classNumber - 2) / 2);
  }

  private SessionResult result(Predictions predictions, int session) {
    Integer[] correct = new Integer[session + 1];
    Integer[] totals = new Integer[session + 1];
    Arrays.fill(correct, 0);
    Arrays.fill(totals, 0);
    for (int i = 0; i < predictions.truth().length; i++) {
      int tested = sessionOf(predictions.truth()[i]);
      totals[tested]++;
      correct[tested] += predictions.truth()[i] == predictions.predicted()[i] ? 1 : 0;
    }
    double accuracy =
        Arrays.stream(correct).mapToInt(n -> n).sum()
            / (double) Arrays.stream(totals).mapToInt(n -> n).sum();
    return new SessionResult(
        session,
        4 + 2 * session,
        List.of(correct),
        List.of(correct),
        List.of(totals),
        RecencyBias.Counts.of(predictions.confusion(), session == 0 ? 4 : 2),
        Map.of("accuracy_seen", accuracy),
        1.5,
        0.5);
  }

  private String uuid(String id) {
    return Digests.of(experiment + id).substring(0, 32);
  }

  private static double accuracy(SessionResult result) {
    return result.metrics().getOrDefault("accuracy_seen", Double.NaN);
  }

  private RunSummary summary(RunInfo run, Map<String, Double> finals, List<SessionResult> after) {
    Map<String, Long> budget = new LinkedHashMap<>();
    budget.put("parameters", 40_000L);
    budget.put("decoder", 800L);
    budget.put("features", 1_200L);
    budget.put("exemplars", 0L);
    List<String> violations = clean ? List.of() : List.of("a shot is a test image");
    return new RunSummary(
        run,
        uuid(run.id()),
        "torch",
        "toys",
        Map.of(),
        1,
        2,
        finals,
        after,
        Map.of(Activity.TRAINING, 4.5, Activity.EVALUATION, 1.5),
        0,
        List.of(),
        1_000_000,
        budget,
        new Leakage(clean, violations, List.of(), List.of(), Map.of()),
        List.of(),
        "00");
  }

  private static void put(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static final String CONFIGURATION =
      """
      name = "%s"
      seeds = [%d]
      benchmark { dataset = toys, base-classes = 4, novel { sessions = %d, shots = 5 } }
      learner { method = reconstruction, head = prototype }
      """;
}
