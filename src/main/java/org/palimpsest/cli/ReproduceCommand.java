package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.conf.Nearest;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.report.ReproductionReport;
import org.palimpsest.report.Written;
import org.palimpsest.report.published.ReproducedRow;
import org.palimpsest.report.published.Reproduction;
import org.palimpsest.report.published.ReproductionText;
import org.palimpsest.sweep.PublishedRow;
import org.palimpsest.sweep.PublishedTable;
import org.palimpsest.sweep.SweepBook;
import org.palimpsest.sweep.SweepPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest reproduce}. */
@Command(
    name = "reproduce",
    description = {
      "Repeats published tables: runs what is missing, then prints published numbers beside ours,"
          + " with intervals and whether they agree.",
      "It can be interrupted anywhere; the same command goes on. What is finished is not repeated,"
          + " whichever command ran it."
    },
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {

  private static final String PAGE = "published";

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = {
        "A table, a folder of tables, or TABLE:ROW, as --list shows them; all if none is named.",
        "A word key=value is an override of every file, in HOCON, such as results=FOLDER."
      })
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "NUMBER",
      description = "Seeds a row, instead of those in the files.")
  private @Nullable Integer seeds;

  @Option(
      names = "--budget",
      paramLabel = "MINUTES",
      description = "Run rows, in order, only as far as about this time holds them.")
  private @Nullable Double budget;

  @Mixin private SweepOptions options = new SweepOptions();

  @Option(
      names = "--in",
      paramLabel = "FOLDER",
      description = "Of the tables. Default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("experiments", "published");

  @Option(names = "--list", description = "Show tables, rows and expected minutes; run nothing.")
  private boolean list;

  @Option(names = "--no-runs", description = "Run nothing; print what is finished.")
  private boolean noRuns;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ReproductionText format = ReproductionText.CONSOLE;

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  ReproduceCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Reproducing> tables = tables();
    if (list) {
      show(tables, streams.out());
      return ExitCodes.DONE;
    }
    int code = noRuns ? ExitCodes.DONE : run(tables);
    List<ReproducedRow> rows = new ArrayList<>();
    tables.forEach(table -> rows.addAll(table.measured()));
    Reproduction all = new Reproduction(rows);
    streams.out().print(format.of(all));
    streams.out().flush();
    Optional<Path> results = Optional.ofNullable(tables.get(0).table().plan().folder().getParent());
    Written written = ReproductionReport.write(all, results.orElse(Path.of("")).resolve(PAGE));
    written.notes().forEach(note -> streams.err().println("note: " + note));
    streams.err().println(written.page());
    return code;
  }

  private List<Reproducing> tables() throws IOException {
    List<String> names = words.stream().filter(word -> !word.contains("=")).toList();
    try {
      List<Reproducing> tables = new ArrayList<>();
      PublishedFiles.below(folder)
          .named(names)
          .forEach((name, chosen) -> tables.add(reproducing(name, chosen)));
      if (tables.isEmpty()) {
        throw new ParameterException(spec.commandLine(), folder + ": holds no published table");
      }
      if (budget != null) {
        double left = budget * options.jobsOr(1);
        for (Reproducing table : tables) {
          left = table.within(left);
        }
      }
      return tables;
    } catch (PublishedFiles.UnknownTableException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Reproducing reproducing(String name, PublishedFiles.Chosen chosen) {
    PublishedTable table = PublishedTable.load(chosen.file(), overrides(chosen.file()));
    List<String> rows = table.rows().stream().map(PublishedRow::name).toList();
    for (String row : chosen.rows()) {
      if (!rows.contains(row)) {
        throw new ParameterException(
            spec.commandLine(),
            "%s:%s: is no row of the table%s; --list shows all"
                .formatted(name, row, Nearest.hint(row, rows)));
      }
    }
    return new Reproducing(name, chosen.rows().isEmpty() ? table : table.only(chosen.rows()));
  }

  private List<String> overrides(Path file) {
    List<String> all = options.after(words.stream().filter(word -> word.contains("=")).toList());
    if (seeds != null) {
      if (seeds < 1) {
        throw new ParameterException(spec.commandLine(), "--seeds " + seeds + ": at least 1");
      }
      all.add("seeds=" + seeds(file, all, seeds));
    }
    return all;
  }

  /** The first of the file's, then the smallest others. */
  private static List<Long> seeds(Path file, List<String> overrides, int number) {
    List<Long> own = ExperimentSpec.file(file, overrides).resolved().getLongList("seeds");
    Set<Long> seen = new HashSet<>(own);
    return Stream.concat(
            own.stream(), LongStream.iterate(1, s -> s + 1).boxed().filter(s -> !seen.contains(s)))
        .limit(number)
        .toList();
  }

  /** A cluster gets all tables before any is waited for. */
  private int run(List<Reproducing> tables) throws InterruptedException {
    int code = ExitCodes.DONE;
    for (Reproducing table : tables) {
      if (table.plan().launcher().equals(SweepPlan.SLURM)) {
        launch(table.plan()).collect();
      }
    }
    for (Reproducing table : tables) {
      if (table.plan().cells().isEmpty()) {
        continue;
      }
      SweepLaunch launch = launch(table.plan());
      int one = launch.run();
      // One interrupted cell leaves the other tables alone.
      if (one == ExitCodes.INTERRUPTED && launch.isOpen()) {
        return one;
      }
      code = code == ExitCodes.DONE ? one : code;
    }
    return code;
  }

  /** Results are for the table at the end; all before it is progress. */
  private SweepLaunch launch(SweepPlan plan) {
    Streams progress = new Streams(streams.err(), streams.err(), Optional::empty);
    return new SweepLaunch(plan, SweepBook.open(new Disk(), plan, options.retry()), progress);
  }

  private static void show(List<Reproducing> tables, PrintStream out) {
    for (Reproducing table : tables) {
      out.printf(
          "%s: %s, %s; about %.0f minutes on one thread are open%n",
          table.name(), table.table().source(), table.table().where(), table.minutesOpen());
      if (!table.table().protocol().isEmpty()) {
        out.println("  " + table.table().protocol());
      }
      for (PublishedRow row : table.table().rows()) {
        out.printf(
            "  %-40s %8s  %s%s%n",
            row.name(),
            String.format(Locale.ROOT, "%." + row.decimals() + "f", row.value()),
            row.metric(),
            row.attempted() ? "" : "; not attempted: " + row.reason().orElse(""));
      }
    }
  }
}
