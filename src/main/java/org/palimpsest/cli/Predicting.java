package org.palimpsest.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Photos;
import org.palimpsest.experiment.RestoredRun;
import org.palimpsest.report.Predictions;
import org.palimpsest.report.Predictions.Seen;

/**
 * The work of {@link PredictCommand}, apart from it: to list the commands loads no tensor library.
 */
final class Predicting implements AutoCloseable {

  private final Answerer answerer;
  private final boolean upright;

  /**
   * Brings a model back.
   *
   * @param model folder of a run, or a file that was exported
   * @param upright whether the camera's note of which way up it was is followed
   */
  Predicting(Path model, boolean upright, Streams streams) {
    this.upright = upright;
    answerer = answerer(model, streams);
  }

  private static Answerer answerer(Path model, Streams streams) {
    if (Files.isRegularFile(model)) {
      return ModelAnswerer.read(model);
    }
    RestoredRun run = RestoredRun.open(model, LearntData.of(model, streams));
    if (!run.finished()) {
      LearntData.tellUnfinished(run, streams);
    }
    return new RunAnswerer(run);
  }

  /** Whether there are classes that it can say the scores of. */
  boolean knowsClasses() {
    return !answerer.classes().isEmpty();
  }

  /** What is to be said where it knows none, as a predicate of the model. */
  String whyNoClasses() {
    return answerer.whyNoClasses();
  }

  /** Among the classes learnt. */
  Predictions known(List<Path> asked) {
    List<String> classes = answerer.classes();
    Photos photos = Photos.read(asked, answerer.form(upright));
    return predictions(
        "",
        classes,
        asked,
        photos,
        photos.files().isEmpty()
            ? Optional.empty()
            : Optional.of(answerer.scores(photos.asked(answerer.normalization()))));
  }

  /**
   * Among the classes of some examples.
   *
   * @param examples has a folder of images for each class
   */
  Predictions byExamples(Path examples, List<Path> asked) {
    if (!Files.isDirectory(examples)) {
      throw new DataException(examples, "no such folder", "one with a folder of images per class");
    }
    Photos photos = Photos.read(examples, asked, answerer.form(upright));
    List<String> classes = photos.images().classNames();
    if (classes.size() < 2) {
      throw new DataException(examples, "1 class", "at least 2 to be told apart");
    }
    Optional<INDArray> scores =
        photos.examples() == photos.files().size()
            ? Optional.empty()
            : Optional.of(
                answerer.scores(
                    new Episode(
                        photos.support(answerer.normalization()),
                        photos.asked(answerer.normalization()),
                        IntStream.range(0, classes.size()).toArray())));
    return predictions(answerer.episodeAnswer(), classes, asked, photos, scores);
  }

  private Predictions predictions(
      String how,
      List<String> classes,
      List<Path> asked,
      Photos photos,
      Optional<INDArray> scores) {
    Map<Path, Integer> rows = new HashMap<>();
    for (int i = photos.examples(); i < photos.files().size(); i++) {
      rows.put(photos.files().get(i), i - photos.examples());
    }
    List<Seen> pictures =
        asked.stream()
            .map(
                file -> {
                  Integer row = rows.get(file);
                  return new Seen(
                      file.toString(),
                      row == null ? List.of() : row(scores.orElseThrow(), row),
                      Optional.ofNullable(photos.bad().get(file)),
                      folder(file, classes),
                      Optional.ofNullable(photos.previews().get(file)));
                })
            .toList();
    return new Predictions(answerer.name(), how, classes, pictures);
  }

  private static List<Double> row(INDArray scores, int row) {
    return IntStream.range(0, (int) scores.size(1))
        .mapToObj(c -> scores.getDouble(row, c))
        .toList();
  }

  private static OptionalInt folder(Path file, List<String> classes) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    int at = parent == null ? -1 : classes.indexOf(String.valueOf(parent.getFileName()));
    return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
  }

  @Override
  public void close() {
    answerer.close();
  }
}
