package org.palimpsest.mlflow;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.Run;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.record.JournalEntry;
import org.palimpsest.record.JournalReader;
import org.palimpsest.record.RunFolders;

/**
 * One run's copy on one server. Whoever advances it holds the run's {@link FolderLock}.
 *
 * <p>Not safe for use by several threads.
 */
final class Replica {

  private final Path runFolder;
  private final TrackingApi api;
  private final RunFinder finder;
  private final SyncStateFile stateFile;
  private boolean fromTheStart;
  private boolean isNew;
  private @Nullable Replay replay;

  /**
   * @param fromTheStart whether to send everything again, whatever was acknowledged before
   */
  Replica(
      Path runFolder,
      TrackingServer server,
      TrackingApi api,
      RunFinder finder,
      boolean fromTheStart) {
    this.runFolder = runFolder;
    this.api = api;
    this.finder = finder;
    this.stateFile = new SyncStateFile(runFolder, server);
    this.fromTheStart = fromTheStart;
  }

  /**
   * Sends what the journal holds now; a journal without its first line holds nothing yet. After an
   * exception the same call goes on where it stopped.
   *
   * @throws ServerUnavailableException if a later call may succeed
   * @throws ServerRefusedException if the server will not take this run
   * @throws DamagedFileException if the journal is damaged
   */
  void advance() {
    Replay current = replay;
    if (current == null) {
      Optional<JournalEntry.Started> started = started();
      if (started.isEmpty()) {
        return;
      }
      current = located(started.get());
      replay = current;
    }
    try {
      current.advance();
    } catch (ServerRefusedException e) {
      if (e.status() != 400 && e.status() != 404) {
        throw e;
      }
      // Somebody may have deleted the run, or the server's store: look again, once.
      Replay again = located(started().orElseThrow(() -> e));
      replay = again;
      again.advance();
    }
  }

  /** What the server is known to have; empty before the first contact. */
  Optional<SyncState> state() {
    return Optional.ofNullable(replay).map(Replay::state);
  }

  /** Why something of this run is not on the server although the server is there. */
  List<String> problems() {
    return replay == null ? List.of() : replay.problems();
  }

  /** Whether the server got anything that it did not have. */
  boolean hasSent() {
    return isNew || (replay != null && replay.hasSent());
  }

  long metricsSent() {
    return replay == null ? 0 : replay.metricsSent();
  }

  long artifactsSent() {
    return replay == null ? 0 : replay.artifactsSent();
  }

  private Optional<JournalEntry.Started> started() {
    return new JournalReader(runFolder.resolve(RunFolders.JOURNAL))
        .next().stream().findFirst().map(line -> (JournalEntry.Started) line.entry());
  }

  private Replay located(JournalEntry.Started started) {
    Optional<SyncState> known = stateFile.load(started.runUuid());
    Run run = known.flatMap(finder::again).orElseGet(() -> finder.findOrCreate(started));
    SyncState found = SyncState.fresh(started.runUuid(), run);
    SyncState state =
        known.filter(before -> !fromTheStart && before.runId().equals(found.runId())).orElse(found);
    fromTheStart = false;
    if (!known.equals(Optional.of(state))) {
      isNew = true;
      stateFile.save(state);
    }
    return new Replay(runFolder, api, stateFile, state, () -> isStillThere(state));
  }

  private boolean isStillThere(SyncState state) {
    return finder
        .again(state)
        .filter(run -> run.getInfo().getRunId().equals(state.runId()))
        .isPresent();
  }
}
