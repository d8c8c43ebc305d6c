package org.palimpsest.cli;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.Disk;
import org.palimpsest.record.Terminal;
import org.palimpsest.report.compare.Comparison;
import org.palimpsest.report.compare.ComparisonReader;
import org.palimpsest.report.compare.ComparisonRequest;
import org.palimpsest.report.compare.ComparisonText;
import org.palimpsest.report.compare.PlotFolder;
import org.palimpsest.report.compare.TableFolder;
import org.palimpsest.report.compare.TableStyle;
import org.palimpsest.report.plot.Print;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec;

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
      names = "--tables",
      paramLabel = "FOLDER",
      description = "Write each table into a file of its own there: console, markdown or latex.")
  private @Nullable Path tables;

  @Option(
      names = "--sort",
      paramLabel = "METRIC",
      description = "Put the best method first by this final metric. Default: by name.")
  private @Nullable String sort;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = {
        "Columns of the table of methods behind their names, in this order: seeds, a metric's full"
            + " name, what is kept, budget, flags. Default: all that say something."
      })
  private List<String> columns = List.of();

  @Option(
      names = "--precision",
      paramLabel = "DIGITS",
      description = "Decimal places of percentages, 0 to 6. Default: ${DEFAULT-VALUE}.")
  private int precision = TableStyle.USUAL.precision();

  @Option(
      names = "--spread",
      paramLabel = "WHAT",
      description = {
        "Beside a mean: ${COMPLETION-CANDIDATES}. Half of the 95 %% interval of the mean, or the"
            + " standard deviation of the seeds. Default: ${DEFAULT-VALUE}."
      })
  private TableStyle.Spread spread = TableStyle.USUAL.spread();

  @Option(
      names = "--plots",
      paramLabel = "FOLDER",
      description = "Draw figures there, as PNG, SVG and PDF.")
  private @Nullable Path plots;

  @Option(
      names = "--plot-width",
      paramLabel = "MM",
      description = "Width of SVG and PDF in millimetres, 10 to 2000; texts grow with it.")
  private @Nullable Double plotWidth;

  @Option(
      names = "--font",
      paramLabel = "FAMILY",
      description = "Of figures' texts. Default: ${DEFAULT-VALUE}.")
  private String font = Print.USUAL.font();

  @Option(
      names = "--font-scale",
      paramLabel = "FACTOR",
      description = "Size of figures' texts, 0.5 to 3. Default: ${DEFAULT-VALUE}.")
  private double fontScale = Print.USUAL.scale();

  @Option(
      names = "--colours",
      split = ",",
      paramLabel = "RRGGBB",
      description = "Of figures' lines and bars, in the order of use. Default: those of pages.")
  private List<String> colours = List.of();

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
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
      if (precision < 0 || precision > 6) {
        throw new ParameterException(
            spec.commandLine(), "--precision %d: expected 0 to 6".formatted(precision));
      }
      Print print = plots == null ? Print.USUAL : print();
      Comparison comparison = ComparisonReader.read(withColumns(request));
      show(sort == null ? comparison : comparison.sortedBy(sort), print);
    }
    return ExitCodes.DONE;
  }

  private Print print() {
    if (!Print.hasFont(font)) {
      throw new ParameterException(
          spec.commandLine(), "--font %s: this machine has no such family".formatted(font));
    }
    try {
      return new Print(
          font,
          fontScale,
          plotWidth == null ? OptionalDouble.empty() : OptionalDouble.of(plotWidth),
          colours.stream().map(this::colour).toList());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private Color colour(String name) {
    if (!name.matches("#?[0-9a-fA-F]{6}")) {
      throw new ParameterException(
          spec.commandLine(), "--colours %s: expected RRGGBB, such as 0072b2".formatted(name));
    }
    return new Color(Integer.parseInt(name.replace("#", ""), 16));
  }

  /** A metric that a column names is one to be shown. */
  private ComparisonRequest withColumns(ComparisonRequest request) {
    List<String> known = ComparisonReader.metricNames();
    List<String> named = columns.stream().filter(known::contains).toList();
    return named.isEmpty() ? request : request.withMetrics(named);
  }

  private void show(Comparison comparison, Print print) throws IOException {
    boolean toTerminal = output == null && tables == null;
    OptionalInt width = toTerminal ? Terminal.columnsOfOutput() : OptionalInt.empty();
    TableStyle style = new TableStyle(columns, precision, spread, width);
    if (toTerminal) {
      streams.out().print(format.of(comparison, style));
      streams.out().flush();
    }
    if (output != null) {
      byte[] text = format.of(comparison, style).getBytes(StandardCharsets.UTF_8);
      new Disk().deliver(output, out -> out.write(text));
    }
    if (tables != null) {
      TableFolder.write(comparison, format, style, tables)
          .forEach(file -> streams.err().println(file));
    }
    if (plots != null) {
      PlotFolder.Drawn drawn = PlotFolder.write(comparison, plots, print);
      drawn.notes().forEach(note -> streams.err().println("note: " + note));
      drawn.files().forEach(file -> streams.err().println(file));
    }
  }
}
