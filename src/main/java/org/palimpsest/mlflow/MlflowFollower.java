package org.palimpsest.mlflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.record.RunFolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a run to a tracking server while it trains, on one daemon thread that reads the run's
 * journal. Training neither waits for it nor fails because of it; what the server does not get now,
 * {@link MlflowSync} brings later.
 */
public final class MlflowFollower {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowFollower.class);
  private static final Duration TO_LET_GO = Duration.ofSeconds(2);

  private final Path runFolder;
  private final TrackingServer server;
  private final Timing timing;
  private final Replica replica;
  private final Circuit circuit;
  private final Thread thread;
  private final CountDownLatch finishing = new CountDownLatch(1);
  private volatile String obstacle = "";
  private volatile boolean complete;
  private volatile Optional<SyncState> known = Optional.empty();
  private volatile List<String> problems = List.of();

  private MlflowFollower(Path runFolder, TrackingServer server, TrackingApi api, Timing timing) {
    this.runFolder = runFolder;
    this.server = server;
    this.timing = timing;
    this.replica = new Replica(runFolder, server, api, new RunFinder(api, false), false);
    this.circuit = new Circuit(timing.firstPause(), timing.longestPause(), new SplittableRandom());
    this.thread = new Thread(this::follow, "mlflow-follower");
    thread.setDaemon(true);
  }

  /**
   * Starts to follow a run.
   *
   * @param runFolder an existing folder; its journal may come later
   * @throws InvalidTrackingServerException if the server's certificate cannot be read
   */
  public static MlflowFollower start(Path runFolder, TrackingServer server) {
    return start(runFolder, server, Timing.DEFAULT);
  }

  static MlflowFollower start(Path runFolder, TrackingServer server, Timing timing) {
    TrackingApi api = new TrackingApi(new HttpTransport(server), timing.deadline());
    MlflowFollower follower = new MlflowFollower(runFolder, server, api, timing);
    follower.thread.start();
    return follower;
  }

  /**
   * How the following ended.
   *
   * @param complete whether the server has the whole run
   * @param message for the user: the run's page, or what is left and the command that brings it
   */
  public record Outcome(boolean complete, String message) {}

  /**
   * Ends the following after the journal's last line, and waits for the server, but not longer than
   * {@code patience} and a moment.
   */
  public Outcome finish(Duration patience) {
    finishing.countDown();
    try {
      thread.join(Math.max(1, patience.toMillis()));
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(TO_LET_GO.toMillis());
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    if (complete && problems.isEmpty()) {
      return new Outcome(true, "MLflow has this run: " + page());
    }
    return new Outcome(false, complete ? taken() : left());
  }

  private String taken() {
    return "MLflow has this run, %s, except for:\n  %s\nIts folder has everything: %s"
        .formatted(page(), String.join("\n  ", problems), runFolder);
  }

  private String left() {
    long there = known.map(state -> state.acknowledged() + 1).orElse(0L);
    String lines;
    try (Stream<String> all = Files.lines(runFolder.resolve(RunFolders.JOURNAL))) {
      long written = all.count();
      lines = "%d of the journal's %d lines".formatted(Math.max(0, written - there), written);
    } catch (IOException | UncheckedIOException e) {
      lines = "the journal's lines after the first " + there;
    }
    String why = obstacle.isEmpty() ? "it did not take them in time" : obstacle;
    return """
    MLflow at %s lacks %s: %s
    The run's folder has everything. To bring it over: scripts/mlflow-sync --tracking-uri %s %s"""
        .formatted(server, lines, why, server, runFolder);
  }

  private String page() {
    return known
        .map(state -> server.runPage(state.experimentId(), state.runId()))
        .orElse(server.toString());
  }

  private void follow() {
    try (FolderLock lock = acquired()) {
      if (lock != null) {
        replayUntilFinished();
      }
    } catch (TrackingException | DamagedFileException e) {
      obstacle = String.valueOf(e.getMessage());
      LOG.warn("This run is no longer sent to MLflow; training goes on. {}", e.getMessage());
    } catch (UncheckedIOException e) {
      // An interrupted thread cannot write files any more: that is the end of its patience.
      if (!Thread.currentThread().isInterrupted()) {
        obstacle = e.getMessage() + ": " + e.getCause();
        LOG.warn("This run is no longer sent to MLflow; training goes on. {}", obstacle);
      }
    } catch (RuntimeException | Error e) {
      obstacle = "following the run failed: " + e;
      LOG.error("Following the run for MLflow failed; training goes on", e);
    }
  }

  private @Nullable FolderLock acquired() {
    while (true) {
      Optional<FolderLock> lock = FolderLock.tryAcquire(runFolder.resolve(MlflowSync.LOCK));
      if (lock.isPresent()) {
        return lock.get();
      }
      obstacle = "another process is sending this run";
      if (finishing.getCount() == 0 || !pause(timing.poll())) {
        return null;
      }
    }
  }

  private void replayUntilFinished() {
    boolean goOn = true;
    while (goOn) {
      // Asked before the journal is read, so that its last line is read after the answer "yes".
      boolean last = finishing.getCount() == 0;
      try {
        replica.advance();
        cameThrough();
        complete = last;
        goOn = !last && pause(timing.poll());
      } catch (ServerUnavailableException e) {
        Duration pause = failed(e);
        boolean hopeless = last && circuit.isOpen();
        goOn = !hopeless && pause(pause);
      } finally {
        known = replica.state();
        problems = replica.problems();
      }
    }
  }

  private void cameThrough() {
    if (circuit.isOpen()) {
      LOG.info("MLflow at {} answers again", server);
    }
    circuit.succeeded();
    obstacle = "";
  }

  private Duration failed(ServerUnavailableException e) {
    boolean wasOpen = circuit.isOpen();
    Duration pause = circuit.failed(e);
    obstacle = String.valueOf(e.getMessage());
    if (circuit.isOpen() && !wasOpen) {
      LOG.warn(
          "MLflow does not take this run at the moment; training goes on, and it is tried again. {}",
          e.getMessage());
    }
    return pause;
  }

  /** Waits, unless the end was announced meanwhile; false if this thread is to stop. */
  private boolean pause(Duration duration) {
    try {
      if (finishing.getCount() == 0) {
        // The end is near: only short pauses make sense.
        Thread.sleep(Math.min(duration.toMillis(), timing.firstPause().toMillis()));
      } else if (finishing.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("The run has ended; sending what is left of it");
      }
      return !Thread.currentThread().isInterrupted();
    } catch (InterruptedException e) {
      return false;
    }
  }
}
