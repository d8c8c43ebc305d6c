package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.ResultsFolder;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.RunOutline;
import org.palimpsest.record.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest runs}. */
@Command(
    name = "runs",
    description = {
      "Lists runs: state, method, data, accuracies, size on disk and folder, and what was noted.",
      "Accuracies are in per cent: averaged over the sessions, and over all classes seen after the"
          + " last session that is done."
    },
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0..*",
      paramLabel = "FOLDER",
      description = "With runs at or below it. Default: results.")
  private List<Path> folders = List.of(Path.of("results"));

  @Option(
      names = "--tag",
      paramLabel = "WORD",
      description = "Only runs with this tag; several: with all of them.")
  private List<String> wanted = List.of();

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  RunsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    List<Path> runs = RunFolders.below(existing(folders));
    List<RunListing.Row> shown = new ArrayList<>();
    for (Path run : runs.stream().sorted(PathOrder.INSTANCE).toList()) {
      NotesFile notes = NotesFile.read(run);
      if (notes.tags().containsAll(wanted)) {
        shown.add(new RunListing.Row(run, RunOutline.of(run), notes, bytes(run)));
      }
    }
    RunListing.lines(shown, Terminal.columnsOfOutput()).forEach(streams.out()::println);
    if (shown.isEmpty()) {
      String where = folders.stream().map(Path::toString).collect(Collectors.joining(", "));
      String tagged = wanted.isEmpty() ? "" : " with the tag " + String.join(" and ", wanted);
      streams.err().printf("there is no run in %s%s%n", where, tagged);
    }
    return ExitCodes.DONE;
  }

  /** {@code palimpsest runs note}. */
  @Command(
      name = "note",
      description = {
        "Writes a note about a run, in place of the one that it had; an empty text takes it back.",
        "It stands in 'runs', on the run's page and, after a sync, in MLflow; no number depends on it."
      },
      mixinStandardHelpOptions = true)
  int note(
      @Parameters(paramLabel = "RUN", description = "A run's folder.") Path run,
      @Parameters(paramLabel = "TEXT", description = "The note.") String text) {
    if (text.length() > NotesFile.LONGEST_NOTE) {
      throw new ParameterException(
          spec.commandLine(),
          "a note of %d characters; at most %d are kept"
              .formatted(text.length(), NotesFile.LONGEST_NOTE));
    }
    change(requireRun(run), notes -> notes.withNote(text));
    return ExitCodes.DONE;
  }

  /** {@code palimpsest runs tag}. */
  @Command(
      name = "tag",
      description = {
        "Gives a run words to find it by: 'runs --tag WORD'.",
        "They stand in 'runs', on the run's page and, after a sync, in MLflow; no number depends on"
            + " them."
      },
      mixinStandardHelpOptions = true)
  int tag(
      @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder.") Path run,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "WORD",
              description = "Letters, digits, dots, dashes and underscores, at most 64.")
          List<String> words,
      @Option(names = "--remove", description = "Take these words away.") boolean remove) {
    for (String word : words) {
      if (!NotesFile.isTag(word)) {
        throw new ParameterException(
            spec.commandLine(),
            "\"%s\" is no tag; one has 1 to 64 letters, digits, dots, dashes and underscores"
                .formatted(word));
      }
    }
    change(requireRun(run), notes -> remove ? notes.without(words) : notes.with(words));
    return ExitCodes.DONE;
  }

  private void change(Path run, UnaryOperator<NotesFile> how) {
    Disk disk = new Disk();
    NotesFile notes = how.apply(NotesFile.read(run));
    notes.write(disk, run);
    if (RunOutline.of(run).state() == RunOutline.State.FINISHED) {
      new Pages().report(disk, run); // a page that is there says nothing else than 'runs'
    }
    streams
        .out()
        .printf(
            "%s: tags: %s; note: %s%n",
            run,
            notes.tags().isEmpty() ? "none" : String.join(", ", notes.tags()),
            notes.shown().orElse("none"));
  }

  /** {@code palimpsest runs remove}. */
  @Command(
      name = "remove",
      description = {
        "Removes runs with all they left, and makes the averages over seeds anew; with the last run of"
            + " an experiment its averages and report go too.",
        "Stages kept for other runs (results/.stages) and copies in MLflow stay."
      },
      mixinStandardHelpOptions = true)
  int remove(
      @Parameters(arity = "1..*", paramLabel = "RUN", description = "A run's folder.")
          List<Path> runs,
      @Option(names = "--yes", description = "Do it; without this, only show what would go.")
          boolean yes)
      throws IOException {
    List<Path> found = existing(runs);
    found.forEach(this::requireRun);
    Disk disk = new Disk();
    TreeSet<Path> experiments = new TreeSet<>();
    for (Path run : found) {
      String size = RunListing.size(bytes(run));
      if (yes) {
        try (FolderLock lock = FolderLock.acquire(run, Instant.now())) {
          disk.delete(run);
        }
        experiments.add(Disk.parent(run));
      }
      streams.out().printf("%s %s, %s%n", yes ? "removed" : "would remove", run, size);
    }
    for (Path experiment : experiments) {
      ResultsFolder results = new ResultsFolder(disk, experiment, new Pages());
      if (RunFolders.below(List.of(experiment)).isEmpty()) {
        results.forget();
      } else {
        results.aggregate();
      }
    }
    if (!yes) {
      streams.err().println("nothing is removed without --yes");
    }
    return ExitCodes.DONE;
  }

  private Path requireRun(Path run) {
    existing(List.of(run));
    if (!Files.isRegularFile(run.resolve(RunFolders.JOURNAL))) {
      throw new ParameterException(
          spec.commandLine(), "%s is not a run's folder: it has no journal".formatted(run));
    }
    return run;
  }

  private List<Path> existing(List<Path> some) {
    for (Path path : some) {
      if (!Files.isDirectory(path)) {
        throw new ParameterException(spec.commandLine(), "there is no folder " + path);
      }
    }
    return new ArrayList<>(some);
  }

  /** Of all files. */
  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
