package org.palimpsest.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.Predictions;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.EpisodeCounts;

/** Files of runs for tests of other packages, by the product's own writers. */
public final class WrittenRun {

  private static final Disk DISK = new Disk();

  private WrittenRun() {}

  /** Appends to the journal of a run's folder, which is begun if need be. */
  public static void append(Path runFolder, List<JournalEntry> entries) {
    Journal journal = new Journal(DISK, runFolder.resolve(RunFolders.JOURNAL));
    journal.append(journal.number(entries));
  }

  /** Writes what a run has after its last session: both tables. */
  public static void tables(Path runFolder, List<SessionResult> results) {
    DISK.replace(runFolder.resolve(SessionsFile.NAME), SessionsFile.text(results));
    DISK.replace(runFolder.resolve(AccuracyMatrixFile.NAME), AccuracyMatrixFile.text(results));
  }

  /** Writes a session's answers and their confusion. */
  public static void answers(Path runFolder, int session, Predictions predictions) {
    Path file = runFolder.resolve(PredictionsFile.name(session));
    Path confusion = runFolder.resolve(ConfusionFile.name(session));
    try {
      Files.createDirectories(file.getParent());
      Files.createDirectories(confusion.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DISK.replace(file, out -> PredictionsFile.write(predictions, out));
    DISK.replace(confusion, ConfusionFile.text(predictions));
  }

  /** Writes right answers to test episodes. */
  public static void episodes(Path runFolder, List<EpisodeCounts> answers) {
    DISK.replace(runFolder.resolve(EpisodesFile.NAME), EpisodesFile.text(answers));
  }

  public static void summary(Path runFolder, RunSummary summary) {
    DISK.replace(runFolder.resolve(SummaryFile.NAME), SummaryFile.text(summary));
  }
}
