package org.palimpsest.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.WrittenJournal;

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
  private boolean clean = true;
  private boolean dirty;
  private String settings = "";

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
    Files.createDirectories(folder.resolve("predictions"));
    Files.createDirectories(folder.resolve("confusion"));
    Random random = new Random(seed);
    List<String> after = new ArrayList<>();
    StringBuilder matrix = new StringBuilder("after_session,tested_session,correct,total\n");
    StringBuilder table = new StringBuilder("session,classes_seen,accuracy_seen,seconds\n");
    double first = 0;
    double sum = 0;
    double last = 0;
    for (int t = 0; t < sessions; t++) {
      int classes = 4 + 2 * t;
      int[][] confusion = new int[classes][classes];
      StringBuilder predictions = new StringBuilder("test_image,true_class,predicted_class\n");
      for (int image = 0; image < classes * imagesPerClass; image++) {
        int truth = image / imagesPerClass;
        // One draw an image, so that runs of one seed differ in the images between their skills.
        boolean right = random.nextDouble() < skill * (1 - 0.05 * t);
        int predicted = right ? truth : (truth + 1) % classes;
        confusion[truth][predicted]++;
        predictions.append(image).append(',').append(truth).append(',').append(predicted);
        predictions.append('\n');
      }
      try (OutputStream out =
          new GZIPOutputStream(
              Files.newOutputStream(
                  folder.resolve("predictions/session-%02d.csv.gz".formatted(t))))) {
        out.write(predictions.toString().getBytes(StandardCharsets.UTF_8));
      }
      Files.writeString(folder.resolve("confusion/session-%02d.csv".formatted(t)), csv(confusion));
      int[] correct = new int[t + 1];
      int[] total = new int[t + 1];
      for (int c = 0; c < classes; c++) {
        int session = Math.max(0, (c - 2) / 2);
        correct[session] += confusion[c][c];
        total[session] += imagesPerClass;
      }
      for (int j = 0; j <= t; j++) {
        matrix.append("%d,%d,%d,%d\n".formatted(t, j, correct[j], total[j]));
      }
      last = IntStream.of(correct).sum() / (double) IntStream.of(total).sum();
      table.append(String.format(Locale.ROOT, "%d,%d,%s,1.5\n", t, classes, last));
      first = t == 0 ? last : first;
      sum += last;
      after.add(
          String.format(
              Locale.ROOT,
              """
              {"session": %d, "classes_seen": %d, "correct": %s, "total": %s,
               "metrics": {"accuracy_seen": %s}, "training_seconds": 1.5, "evaluation_seconds": 0.5}""",
              t,
              classes,
              Arrays.toString(correct),
              Arrays.toString(total),
              last));
    }
    put(folder, "accuracy-matrix.csv", matrix.toString());
    put(folder, "sessions.csv", table.toString());
    put(
        folder,
        "summary.json",
        SUMMARY.formatted(
            experiment,
            id,
            experiment + id,
            seed,
            configuration,
            last,
            sum / sessions,
            first - last,
            String.join(",\n", after),
            clean,
            clean ? "" : "\"a shot is a test image\""));
    put(folder, "provenance.json", provenance());
    put(folder, "experiment.conf", CONFIGURATION.formatted(experiment, seed, sessions) + settings);
    WrittenJournal.append(
        folder,
        List.of(
            new JournalEntry.Started(experiment + id, experiment, id, 1),
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
         "data": {"name": "toys", "sha256": "da7a", "class_order": [%s], "split_sha256": "%s-%d"},
         "program": {"git_commit": "0123456789abcdef", "git_dirty": %s}, "continued": []}
        """
        .formatted(seed, labels, split, seed, dirty);
  }

  private static String csv(int[][] confusion) {
    StringBuilder csv = new StringBuilder("true\\predicted");
    IntStream.range(0, confusion.length).forEach(c -> csv.append(",class ").append(c));
    for (int c = 0; c < confusion.length; c++) {
      csv.append("\nclass ").append(c);
      IntStream.of(confusion[c]).forEach(count -> csv.append(',').append(count));
    }
    return csv.append('\n').toString();
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

  private static final String SUMMARY =
      """
      {"experiment": "%s", "run_id": "%s", "run_uuid": "%s", "seed": %d, "configuration": "%s",
       "method": "reconstruction", "engine": "torch", "dataset": "toys", "started": 1, "finished": 2,
       "final": {"accuracy_seen": %s, "average_incremental_accuracy": %s, "performance_drop": %s},
       "sessions": [%s],
       "wall_seconds": 6.0, "seconds": {"training": 4.5, "evaluation": 1.5}, "data_seconds": 0.0,
       "peak_resident_bytes": 1000000,
       "budget_bytes": {"parameters": 40000, "decoder": 800, "features": 1200, "exemplars": 0},
       "reused_stages": [],
       "leakage": {"clean": %s, "violations": [%s], "findings": [], "copies": {}},
       "parameters_sha256": "00"}
      """;
}
