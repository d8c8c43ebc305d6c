package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.report.compare.ComparisonReader;
import org.palimpsest.report.compare.ComparisonRequest;
import org.palimpsest.report.compare.MatrixFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands over many runs have in common: which runs, and how they are compared. */
final class ResultArguments {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]RESULTS",
      description = {
        "A folder with runs at or below it: results, an experiment or a run. Or another framework's"
            + " accuracy matrix as a text file. Or mlflow:EXPERIMENT[?FILTER], finished runs of the"
            + " server that MLFLOW_TRACKING_URI names. NAME is what to call it."
      })
  private List<String> results = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "The method that the others are compared with.")
  private @Nullable String baseline;

  @Option(
      names = "--joint",
      paramLabel = "NAME",
      description =
          "The method that learns all data seen at once; intransigence is measured against it.")
  private @Nullable String joint;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME",
      description = "Final metrics to show, by full name, or all. Default: the usual ones.")
  private List<String> metrics = List.of();

  @Option(
      names = "--session-metric",
      paramLabel = "NAME",
      description = "What to show session by session. Default: ${DEFAULT-VALUE}.")
  private String sessionMetric = ComparisonRequest.SESSION_METRIC;

  @Option(
      names = "--images-per-session",
      split = ",",
      paramLabel = "NUMBER",
      description = {
        "Test images of each session's classes in other frameworks' matrices; one number for all"
            + " sessions, or one for each."
      })
  private List<Integer> imagesPerSession = List.of();

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description = "Of other frameworks' accuracies: percent or fraction. Default: guessed.")
  private MatrixFile.Unit unit = MatrixFile.Unit.GUESSED;

  @Option(
      names = "--force",
      description = "Compare runs of different class orders, data or splits all the same.")
  private boolean force;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  ResultArguments() {}

  /**
   * What is asked for.
   *
   * @param mlflow fetches the runs of queries
   */
  ComparisonRequest request(MlflowSource mlflow) throws IOException {
    List<String> known = ComparisonReader.metricNames();
    boolean all = metrics.equals(List.of("all"));
    List<String> asked = new ArrayList<>(all ? known : metrics);
    asked.add(sessionMetric);
    asked.forEach(this::refuseUnknown);
    if (imagesPerSession.stream().anyMatch(images -> images < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--images-per-session %s: expected at least 1 each".formatted(imagesPerSession));
    }
    List<ComparisonRequest.Source> sources = new ArrayList<>();
    for (String argument : results) {
      sources.add(source(argument, mlflow));
    }
    return new ComparisonRequest(
        sources,
        Optional.ofNullable(baseline),
        Optional.ofNullable(joint),
        all ? known : metrics,
        sessionMetric,
        imagesPerSession,
        unit,
        force);
  }

  /**
   * Refuses what is no metric.
   *
   * @throws ParameterException naming all there are
   */
  void refuseUnknown(String metric) {
    List<String> known = ComparisonReader.metricNames();
    if (!known.contains(metric)) {
      throw new ParameterException(
          spec.commandLine(), "%s is not one of the metrics %s".formatted(metric, known));
    }
  }

  /**
   * Refuses to write a file where a folder is.
   *
   * @param output where to write; null for nowhere
   * @throws ParameterException if it is a folder
   */
  void refuseFolder(@Nullable Path output) {
    if (output != null && Files.isDirectory(output)) {
      throw new ParameterException(
          spec.commandLine(), output + " is a folder; --output names a file");
    }
  }

  /** A path that exists is one, whatever signs it holds. */
  private ComparisonRequest.Source source(String argument, MlflowSource mlflow) throws IOException {
    boolean whole = MlflowSource.isQuery(argument) || Files.exists(Path.of(argument));
    int equals = whole ? -1 : argument.indexOf('=');
    Optional<String> name =
        equals < 1 ? Optional.empty() : Optional.of(argument.substring(0, equals));
    String place = argument.substring(equals < 1 ? 0 : equals + 1);
    try {
      Path path = MlflowSource.isQuery(place) ? mlflow.fetch(place) : Path.of(place);
      return new ComparisonRequest.Source(name, path);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
