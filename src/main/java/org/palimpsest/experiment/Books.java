package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.palimpsest.experiment.CheckpointStore.Checkpoint;
import org.palimpsest.experiment.Results.RunStorage;
import org.palimpsest.method.State;

/**
 * Writes down what a run has come to.
 *
 * <p>Whatever is to be in the journal goes into a checkpoint first, as finished lines, and then
 * into the journal. Hence a process killed in between leaves nothing out and, going on, puts
 * nothing in twice.
 */
final class Books {

  private final RunStorage storage;
  private final CheckpointStore checkpoints;
  private final Recorder recorder;
  private final Ledger ledger;
  private final LongSupplier clock;
  private final long interval;
  private final Runnable guard;

  /** Of blocks done since the last checkpoint; the next one holds them. */
  private final List<Event.Lasting> pending = new ArrayList<>();

  private long lastCheckpoint;

  /**
   * Books of a run.
   *
   * @param clock in milliseconds
   * @param interval least milliseconds between two checkpoints within a session
   * @param guard looks before each checkpoint whether the folder is still this process's own, and
   *     throws if it is not
   */
  Books(
      RunStorage storage,
      CheckpointStore checkpoints,
      Recorder recorder,
      Ledger ledger,
      LongSupplier clock,
      long interval,
      Runnable guard) {
    this.storage = storage;
    this.checkpoints = checkpoints;
    this.recorder = recorder;
    this.ledger = ledger;
    this.clock = clock;
    this.interval = interval;
    this.guard = guard;
    lastCheckpoint = clock.getAsLong();
  }

  Ledger ledger() {
    return ledger;
  }

  /** Shows something that is not kept. */
  void tell(Event event) {
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.RECORDING)) {
      recorder.record(event);
    }
  }

  /** The run has begun; there is no state yet. */
  void begin(Event.RunStarted event) {
    List<String> lines = write(List.of(event));
    saving(
        () ->
            checkpoints.saveInProgress(checkpoint(Position.START, false, Optional.empty(), lines)));
    publish(lines, List.of(event));
  }

  /**
   * A point within a session is reached. It is shown at once and kept with the next checkpoint,
   * which is due some time after the last one: a large state is not written after every block.
   */
  void block(Position next, Supplier<State> state, List<? extends Event.Lasting> events) {
    pending.addAll(events);
    events.forEach(this::tell);
    if (clock.getAsLong() - lastCheckpoint >= interval) {
      flush(next, state);
    }
  }

  /** Keeps what was done since the last checkpoint. */
  void flush(Position next, Supplier<State> state) {
    if (pending.isEmpty()) {
      return;
    }
    List<String> lines = write(pending);
    saving(() -> checkpoints.saveInProgress(checkpoint(next, state, lines)));
    publish(lines, List.of());
    pending.clear();
    lastCheckpoint = clock.getAsLong();
  }

  /** A session is over. */
  void session(Position next, Supplier<State> state, Event.SessionFinished event) {
    pending.add(event);
    List<String> lines = write(pending);
    saving(() -> checkpoints.saveSession(checkpoint(next, state, lines)));
    publish(lines, List.of(event));
    pending.clear();
    lastCheckpoint = clock.getAsLong();
  }

  /** The run is complete. */
  void complete(Event.RunFinished event) {
    List<String> lines = write(List.of(event));
    Position end = new Position(event.summary().sessions().size(), 0, 0);
    saving(() -> checkpoints.saveFinished(checkpoint(end, true, Optional.empty(), lines)));
    publish(lines, List.of(event));
  }

  /** Something that no state belongs to, and whose loss would do no harm. */
  void note(Event.Lasting event) {
    publish(write(List.of(event)), List.of(event));
  }

  private Checkpoint checkpoint(Position next, Supplier<State> state, List<String> lines) {
    return checkpoint(next, false, Optional.of(state.get()), lines);
  }

  private Checkpoint checkpoint(
      Position next, boolean finished, Optional<State> state, List<String> lines) {
    List<String> all = new ArrayList<>(storage.lines());
    all.addAll(lines);
    return new Checkpoint(next, finished, state, all, storage.files(), ledger.snapshot());
  }

  private List<String> write(List<? extends Event.Lasting> events) {
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.RECORDING)) {
      return storage.write(events);
    }
  }

  private void saving(Runnable save) {
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.CHECKPOINT)) {
      guard.run();
      save.run();
    }
  }

  private void publish(List<String> lines, List<? extends Event> events) {
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.RECORDING)) {
      storage.append(lines);
      events.forEach(recorder::record);
    }
  }
}
