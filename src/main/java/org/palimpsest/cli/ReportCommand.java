package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.palimpsest.report.SupplementReport;
import org.palimpsest.report.Written;
import org.palimpsest.report.compare.Comparison;
import org.palimpsest.report.compare.ComparisonReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code palimpsest report}. */
@Command(
    name = "report",
    description = {
      "Writes one page about several experiments, for a paper's supplement: what differs between"
          + " them, tables, plots, illustrations, embeddings and provenance.",
      "The page is one file without scripts; it needs no other and no network."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  private final Streams streams;
  private final Map<String, String> environment;

  @Mixin private ResultArguments arguments = new ResultArguments();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The page. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("comparison.html");

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Its heading. Default: ${DEFAULT-VALUE}.")
  private String title = "Comparison";

  ReportCommand(Streams streams, Map<String, String> environment) {
    this.streams = streams;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    arguments.refuseFolder(output);
    try (MlflowSource mlflow = new MlflowSource(environment)) {
      Comparison comparison = ComparisonReader.read(arguments.request(mlflow));
      Written written = SupplementReport.write(comparison, title, output);
      written.notes().forEach(note -> streams.err().println("note: " + note));
      streams.out().println(written.page());
    }
    return ExitCodes.DONE;
  }
}
