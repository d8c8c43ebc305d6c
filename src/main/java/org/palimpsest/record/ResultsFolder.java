package org.palimpsest.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.experiment.Results;
import org.palimpsest.experiment.RunInfo;

/** {@code results/EXPERIMENT}: one folder a run, and the statistics over seeds. */
public final class ResultsFolder implements Results {

  private static final String LOCK = ".aggregate.lock";

  private final Disk disk;
  private final Path folder;
  private final Reporter reporter;

  /**
   * The results of one experiment.
   *
   * @param folder {@code results/EXPERIMENT}
   * @param reporter makes plots and pages
   */
  public ResultsFolder(Disk disk, Path folder, Reporter reporter) {
    this.disk = disk;
    this.folder = folder;
    this.reporter = reporter;
  }

  @Override
  public RunStorage open(RunInfo run) {
    return new RunFolder(disk, run, reporter);
  }

  @Override
  public void aggregate() {
    // Runs of other seeds may end at the same moment in this process or in others; the later one
    // has to see the earlier one's summary.
    FolderLock.inTurn(folder.resolve(LOCK), () -> Aggregate.write(disk, folder));
    reporter.overview(disk, folder);
  }

  /**
   * Takes away the statistics of runs that are gone, and the folder itself if nothing else lies in
   * it.
   *
   * @throws IOException if the folder cannot be read or deleted
   */
  public void forget() throws IOException {
    reporter.forget(disk, folder);
    for (String name : List.of(Aggregate.JSON, Aggregate.MARKDOWN, LOCK)) {
      disk.delete(folder.resolve(name));
    }
    boolean empty;
    try (Stream<Path> left = Files.list(folder)) {
      empty = left.findAny().isEmpty();
    }
    if (empty) {
      disk.delete(folder);
    }
  }
}
