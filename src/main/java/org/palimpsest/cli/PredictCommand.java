package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.data.DataException;
import org.palimpsest.data.PhotoForm;
import org.palimpsest.data.Photos;
import org.palimpsest.experiment.RestoredRun;
import org.palimpsest.record.Terminal;
import org.palimpsest.report.PredictionReport;
import org.palimpsest.report.Predictions;
import org.palimpsest.report.Predictions.Seen;
import org.palimpsest.report.Written;
import org.palimpsest.report.compare.ConsoleTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest predict}. */
@Command(
    name = "predict",
    description = {
      "Says what is on pictures: by a run among the classes that it has learnt, or among those of a"
          + " few examples of your own.",
      "  predict RUN IMAGES...",
      "  predict RUN --support FOLDER --query IMAGES",
      "Pictures may be of any size, PNG, JPEG, WebP, BMP, GIF or TIFF, grey or in colour. Writes a"
          + " page of pictures and a table."
    },
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "Folder of a run, or a file that export --format torchscript wrote.")
  private Path model = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "IMAGES",
      description = "Images, and folders with images anywhere below them.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--support",
      paramLabel = "FOLDER",
      description = "Has a folder of a few images for each class; these classes are the answers.")
  private @Nullable Path support;

  @Option(
      names = "--query",
      paramLabel = "IMAGES",
      arity = "1..*",
      description = "The same as IMAGES.")
  private List<Path> query = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "Where report.html and predictions.csv go. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("predictions");

  @Option(
      names = {"-f", "--force"},
      description = "Overwrite predictions that are there.")
  private boolean force;

  @Option(
      names = "--as-stored",
      description = "Leave pictures as they lie, whatever the camera noted of which way is up.")
  private boolean asStored;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  PredictCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    List<Path> places = new ArrayList<>(images);
    places.addAll(query);
    if (places.isEmpty()) {
      throw wrong("which images? Name some, or a folder of them");
    }
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw wrong(output + " is no folder; --output names one");
    }
    if (Files.exists(output.resolve(PredictionReport.TABLE)) && !force) {
      throw wrong(
          "%s has predictions already; --force overwrites them, --output names another folder"
              .formatted(output));
    }
    List<Path> asked = Photos.find(places);
    Predictions all;
    try (Answerer answerer = answerer()) {
      all = support == null ? known(answerer, asked) : byExamples(answerer, support, asked);
    }
    Written written = PredictionReport.write(all, output);
    streams.out().print(ConsoleTable.of(PredictionGrid.of(all), Terminal.columnsOfOutput()));
    PredictionGrid.more(all, output).ifPresent(streams.out()::println);
    all.agreement().ifPresent(streams.out()::println);
    streams.out().println(written.page());
    return bad(all);
  }

  private int bad(Predictions all) {
    List<Seen> bad = all.pictures().stream().filter(seen -> seen.bad().isPresent()).toList();
    bad.forEach(
        seen ->
            streams
                .err()
                .println(
                    "palimpsest: %s: found %s, expected an intact image"
                        .formatted(seen.file(), seen.bad().orElse(""))));
    return bad.isEmpty() ? ExitCodes.DONE : ExitCodes.BAD_DATA;
  }

  private Answerer answerer() {
    if (Files.isRegularFile(model)) {
      return ModelAnswerer.read(model);
    }
    if (!Files.isDirectory(model)) {
      throw wrong("there is no " + model);
    }
    RestoredRun run = RestoredRun.open(model, LearntData.of(model, streams));
    if (!run.finished()) {
      LearntData.tellUnfinished(run, streams);
    }
    return new RunAnswerer(run);
  }

  private Predictions known(Answerer answerer, List<Path> asked) {
    List<String> classes = answerer.classes();
    if (classes.isEmpty()) {
      throw wrong(
          "%s has learnt no classes to keep, or cannot say its scores; --support FOLDER names"
                  .formatted(model)
              + " those to be told apart, by a few images of each");
    }
    Photos photos = Photos.read(asked, form(answerer));
    return predictions(
        answerer,
        "",
        classes,
        asked,
        photos,
        photos.files().isEmpty()
            ? Optional.empty()
            : Optional.of(answerer.scores(photos.asked(answerer.normalization()))));
  }

  private Predictions byExamples(Answerer answerer, Path examples, List<Path> asked) {
    if (!Files.isDirectory(examples)) {
      throw new DataException(examples, "no such folder", "one with a folder of images per class");
    }
    Photos photos = Photos.read(examples, asked, form(answerer));
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
    return predictions(answerer, answerer.episodeAnswer(), classes, asked, photos, scores);
  }

  private PhotoForm form(Answerer answerer) {
    return answerer.form(!asStored);
  }

  private static Predictions predictions(
      Answerer answerer,
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

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
