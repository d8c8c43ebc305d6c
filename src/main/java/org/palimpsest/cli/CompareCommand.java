package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.Disk;
import org.palimpsest.report.compare.Comparison;
import org.palimpsest.report.compare.ComparisonReader;
import org.palimpsest.report.compare.ComparisonRequest;
import org.palimpsest.report.compare.ComparisonText;
import org.palimpsest.report.compare.PlotFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code palimpsest compare}. */
@Command(
    name = "compare",
    description = {
      "Compares methods: final metrics with 95 %% Student intervals over seeds, what each keeps, and"
          + " metrics session by session; against a baseline with paired tests.",
      "Runs under the same configuration are one method. Runs that were not measured on the same"
          + " are refused."
    },
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  private final Streams streams;
  private final Map<String, String> environment;

  @Mixin private ResultArguments arguments = new ResultArguments();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ComparisonText format = ComparisonText.CONSOLE;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write there, not to the terminal.")
  private @Nullable Path output;

  @Option(
      names = "--sort",
      paramLabel = "METRIC",
      description = "Put the best method first by this final metric. Default: by name.")
  private @Nullable String sort;

  @Option(
      names = "--plots",
      paramLabel = "FOLDER",
      description = "Draw figures there, as PNG and SVG.")
  private @Nullable Path plots;

  CompareCommand(Streams streams, Map<String, String> environment) {
    this.streams = streams;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    arguments.refuseFolder(output);
    try (MlflowSource mlflow = new MlflowSource(environment)) {
      ComparisonRequest request = arguments.request(mlflow);
      if (sort != null) {
        arguments.refuseUnknown(sort);
      }
      Comparison comparison = ComparisonReader.read(request);
      show(sort == null ? comparison : comparison.sortedBy(sort));
    }
    return ExitCodes.DONE;
  }

  private void show(Comparison comparison) throws IOException {
    String text = format.of(comparison);
    if (output == null) {
      streams.out().print(text);
      streams.out().flush();
    } else {
      new Disk().deliver(output, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
    if (plots != null) {
      PlotFolder.Drawn drawn = PlotFolder.write(comparison, plots);
      drawn.notes().forEach(note -> streams.err().println("note: " + note));
      drawn.files().forEach(file -> streams.err().println(file));
    }
  }
}
