package org.palimpsest.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.metric.AccuracyMatrix;
import org.palimpsest.metric.Evaluation;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.RecencyBias;
import org.palimpsest.record.AccuracyMatrixFile;
import org.palimpsest.record.AnytimeFile;
import org.palimpsest.record.ConfusionFile;
import org.palimpsest.record.RunResult;
import org.palimpsest.record.SummaryFile;
import org.palimpsest.report.compare.MatrixFile;

/**
 * Every metric again, from the counts that a run left: {@code accuracy-matrix.csv} and {@code
 * confusion/}. No training, no predictions.
 *
 * @param evaluation from the counts
 * @param disagreements of the run's files with each other, each naming both values; none if all
 *     agree
 * @param notes what could not be held against the counts
 */
public record Recalculation(Evaluation evaluation, List<String> disagreements, List<String> notes) {

  /** Sums of the same numbers in another order may differ by so much. */
  private static final double ROUNDING = 1e-12;

  public Recalculation {
    disagreements = List.copyOf(disagreements);
    notes = List.copyOf(notes);
  }

  /** Of a matrix alone, which nothing can disagree with. */
  public static Recalculation of(MatrixFile file) {
    return new Recalculation(Evaluation.of(file.matrix()), List.of(), file.assumptions());
  }

  /**
   * Of a run, finished or not.
   *
   * @throws DamagedFileException if the counts are missing or cannot be
   */
  public static Recalculation of(Path runFolder) {
    AccuracyMatrix matrix = matrix(runFolder);
    List<String> disagreements = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<RecencyBias.Counts> newest = confusions(runFolder, matrix, disagreements, notes);
    List<Double> chance = chance(runFolder, matrix);
    Evaluation evaluation =
        Evaluation.of(matrix)
            .withNewest(newest)
            .withCurve(AnytimeFile.read(runFolder))
            .withChance(chance);
    if (Files.exists(runFolder.resolve(SummaryFile.NAME))) {
      summary(runFolder, evaluation, disagreements);
    } else {
      notes.add(SummaryFile.NAME + " is not there: the run is not finished");
    }
    return new Recalculation(evaluation, disagreements, notes);
  }

  /** After the session learnt last, by full name; undefined ones are absent. */
  public Map<String, Double> finals() {
    return Metrics.values(Metrics.ALL, evaluation);
  }

  /** After each session, by full name. */
  public List<Map<String, Double>> sessions() {
    return Metrics.bySession(evaluation);
  }

  private static AccuracyMatrix matrix(Path folder) {
    Path file = folder.resolve(AccuracyMatrixFile.NAME);
    if (!Files.exists(file)) {
      throw new DamagedFileException(file, "it is missing");
    }
    try {
      AccuracyMatrixFile counts = AccuracyMatrixFile.read(folder);
      AccuracyMatrix matrix = AccuracyMatrix.EMPTY;
      for (int after = 0; after < counts.size(); after++) {
        matrix = matrix.plus(row(counts, after, true), row(counts, after, false));
      }
      return matrix;
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, String.valueOf(e.getMessage()));
    }
  }

  private static int[] row(AccuracyMatrixFile counts, int after, boolean correct) {
    List<Integer> row = new ArrayList<>();
    for (int tested = 0; tested < counts.size(); tested++) {
      AccuracyMatrixFile.Counts found =
          counts.counts().get(new AccuracyMatrixFile.Place(after, tested));
      if (found != null) {
        if (row.size() != tested) {
          throw new IllegalArgumentException(
              "after_session %d lacks tested_session %d".formatted(after, row.size()));
        }
        row.add(Math.toIntExact(correct ? found.correct() : found.total()));
      }
    }
    return row.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Counts the right answers of each session's classes once more, from the confusions. */
  private static List<RecencyBias.Counts> confusions(
      Path folder, AccuracyMatrix matrix, List<String> disagreements, List<String> notes) {
    List<RecencyBias.Counts> newest = new ArrayList<>();
    int known = 0;
    for (int after = 0; after < matrix.sessions(); after++) {
      String name = ConfusionFile.name(after);
      if (!Files.exists(folder.resolve(name))) {
        notes.add(name + " is missing");
        return List.of();
      }
      ConfusionFile confusion = ConfusionFile.read(folder, after);
      // The classes of this session are those that the confusion before did not have.
      compare(confusion, name, matrix, after, known, disagreements);
      newest.add(newest(confusion, known));
      known = confusion.classes().size();
    }
    return newest;
  }

  /** Images of earlier sessions that were taken for a class which this session brought. */
  private static RecencyBias.Counts newest(ConfusionFile confusion, int known) {
    long taken = 0;
    long images = 0;
    int classes = confusion.classes().size();
    for (int truth = 0; truth < known && known < classes; truth++) {
      images += confusion.images(truth);
      for (int c = known; c < classes; c++) {
        taken += confusion.count(truth, c);
      }
    }
    return new RecencyBias.Counts(Math.toIntExact(taken), Math.toIntExact(images));
  }

  /** Of guessing, where sessions were asked about before they were learnt. */
  private static List<Double> chance(Path folder, AccuracyMatrix matrix) {
    List<Double> chance = new ArrayList<>();
    boolean ahead = false;
    for (int after = 0; after < matrix.sessions(); after++) {
      ahead |= matrix.tested(after) > after + 1;
      if (!Files.exists(folder.resolve(ConfusionFile.name(after)))) {
        return List.of();
      }
      chance.add(1.0 / ConfusionFile.read(folder, after).classes().size());
    }
    return ahead ? chance : List.of();
  }

  private static void compare(
      ConfusionFile confusion,
      String name,
      AccuracyMatrix matrix,
      int after,
      int first,
      List<String> disagreements) {
    long right = 0;
    long images = 0;
    long rightOfNew = 0;
    long imagesOfNew = 0;
    for (int c = 0; c < confusion.classes().size(); c++) {
      right += confusion.count(c, c);
      images += confusion.images(c);
      if (c >= first) {
        rightOfNew += confusion.count(c, c);
        imagesOfNew += confusion.images(c);
      }
    }
    long correct = 0;
    long total = 0;
    for (int j = 0; j <= after; j++) {
      correct += matrix.correct(after, j);
      total += matrix.total(j);
    }
    differ(disagreements, name, "all sessions", right, images, correct, total);
    if (first == confusion.classes().size()) {
      return; // the session brought no class of its own
    }
    differ(
        disagreements,
        name,
        "session " + after,
        rightOfNew,
        imagesOfNew,
        matrix.correct(after, after),
        matrix.total(after));
  }

  private static void differ(
      List<String> disagreements,
      String name,
      String what,
      long right,
      long images,
      long correct,
      long total) {
    if (right != correct || images != total) {
      disagreements.add(
          "%s: %d of %d right on the classes of %s, but %s has %d of %d"
              .formatted(name, right, images, what, AccuracyMatrixFile.NAME, correct, total));
    }
  }

  private static void summary(Path folder, Evaluation evaluation, List<String> disagreements) {
    RunResult run = RunResult.read(folder);
    if (!run.matrix().equals(evaluation.matrix())) {
      disagreements.add(
          SummaryFile.NAME + ": its counts are not those of " + AccuracyMatrixFile.NAME);
    }
    differences("final", run.finals(), Metrics.values(Metrics.ALL, evaluation), disagreements);
    List<Map<String, Double>> computed = Metrics.bySession(evaluation);
    for (int session = 0; session < Math.min(run.sessions().size(), computed.size()); session++) {
      differences(
          "session " + session, run.sessions().get(session), computed.get(session), disagreements);
    }
  }

  /** Metrics that need more than the counts, such as joint training's accuracy, are let be. */
  private static void differences(
      String where,
      Map<String, Double> written,
      Map<String, Double> computed,
      List<String> disagreements) {
    computed.forEach(
        (name, value) -> {
          Double other = written.get(name);
          if (other == null || Math.abs(other - value) > ROUNDING) {
            disagreements.add(
                SummaryFile.NAME
                    + ": %s %s is %s, from the counts it is %s"
                        .formatted(where, name, other == null ? "absent" : other, value));
          }
        });
  }
}
