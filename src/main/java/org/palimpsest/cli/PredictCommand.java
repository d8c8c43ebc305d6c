package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.data.Photos;
import org.palimpsest.record.ConfigurationFile;
import org.palimpsest.record.RunFolders;
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
      description =
          "Folder of a run, or of an experiment with one run; or a file that export --format torchscript wrote.")
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
    if (!Files.exists(model)) {
      throw wrong("there is no " + model);
    }
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
    try (Predicting predicting = new Predicting(onlyRun(model), !asStored, streams)) {
      if (support == null && !predicting.knowsClasses()) {
        throw wrong(
            "%s %s; --support FOLDER names the classes to be told apart, by a few images of each"
                .formatted(model, predicting.whyNoClasses()));
      }
      all = support == null ? predicting.known(asked) : predicting.byExamples(support, asked);
    }
    Written written = PredictionReport.write(all, output);
    OptionalInt columns = Terminal.columnsOfOutput();
    streams.out().print(ConsoleTable.of(PredictionGrid.of(all, columns), columns));
    PredictionGrid.more(all, output).ifPresent(streams.out()::println);
    all.agreement().ifPresent(streams.out()::println);
    streams.out().println(written.page());
    return bad(all);
  }

  /** An experiment's folder stands for the run in it, if there is just one. */
  private static Path onlyRun(Path place) {
    if (!Files.isDirectory(place) || Files.exists(place.resolve(ConfigurationFile.NAME))) {
      return place;
    }
    List<Path> runs = RunFolders.below(List.of(place));
    return runs.size() == 1 ? runs.get(0) : place;
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

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
