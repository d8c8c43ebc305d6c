package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.palimpsest.metric.Metric;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.Recalculation;
import org.palimpsest.report.compare.MatrixFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest metrics}. */
@Command(
    name = "metrics",
    description = {
      "Computes every metric again from the counts that a run left, without training, and says"
          + " where the run's files disagree with them.",
      "Also reads another framework's accuracy matrix: a text file with one row for each session"
          + " learnt and one column for each session tested."
    },
    mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run's folder, or a file with another framework's matrix.")
  private Path run = Path.of("");

  @Option(
      names = "--images-per-session",
      split = ",",
      paramLabel = "NUMBER",
      description = {
        "For another framework's matrix: test images of each session's classes; one number for all"
            + " sessions, or one for each. Default: all sessions weigh the same."
      })
  private List<Integer> imagesPerSession = List.of();

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description = "Of another framework's accuracies: percent or fraction. Default: guessed.")
  private MatrixFile.Unit unit = MatrixFile.Unit.GUESSED;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  MetricsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(run)) {
      throw new ParameterException(spec.commandLine(), "there is no " + run);
    }
    if (imagesPerSession.stream().anyMatch(images -> images < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--images-per-session %s: expected at least 1 each".formatted(imagesPerSession));
    }
    Recalculation metrics =
        Files.isDirectory(run)
            ? Recalculation.of(run)
            : Recalculation.of(MatrixFile.read(run, imagesPerSession, unit));
    print(metrics);
    metrics.notes().forEach(note -> streams.err().println("note: " + note));
    metrics.disagreements().forEach(text -> streams.err().println("palimpsest: " + text));
    return metrics.disagreements().isEmpty() ? ExitCodes.DONE : ExitCodes.BAD_DATA;
  }

  /** Name, value and formula of each; then those that are followed session by session. */
  private void print(Recalculation metrics) {
    for (Metric metric : Metrics.ALL) {
      OptionalDouble value = metric.of(metrics.evaluation());
      streams
          .out()
          .printf(
              Locale.ROOT,
              "%-30s %-10s %s%n",
              metric.name(),
              value.isPresent()
                  ? String.format(Locale.ROOT, "%.6f", value.getAsDouble())
                  : "undefined",
              metric.formula());
    }
    List<Map<String, Double>> sessions = metrics.sessions();
    streams.out().println();
    streams.out().print("session");
    Metrics.PER_SESSION.forEach(metric -> streams.out().print("," + metric.name()));
    streams.out().println();
    for (int session = 0; session < sessions.size(); session++) {
      streams.out().print(session);
      for (Metric metric : Metrics.PER_SESSION) {
        Double value = sessions.get(session).get(metric.name());
        streams.out().print(value == null ? "," : String.format(Locale.ROOT, ",%.6f", value));
      }
      streams.out().println();
    }
  }
}
