package org.palimpsest.mlflow;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.FolderLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings runs to a tracking server, whatever it has of them already, any number of times. */
public final class MlflowSync {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowSync.class);

  /** In a run's folder: whoever holds it sends the run. */
  static final String LOCK = ".mlflow.lock";

  /** Two runs travel at once: while the server stores one, the other is read and packed. */
  private static final int AT_ONCE = 2;

  /** So many failures in a row, over all runs, and the server counts as down. */
  private static final int FAILURES_TO_GIVE_UP = 4;

  private final TrackingServer server;
  private final Options options;
  private final TrackingApi api;
  private final RunFinder finder;
  private final Circuit circuit;
  private final Pause pause;

  /** Runs of each experiment on the server, by its id, as far as they were sent by this. */
  private final Map<String, Set<Path>> runs = new TreeMap<>();

  private final Set<String> swept = new TreeSet<>();

  /**
   * What to do beyond sending what is missing.
   *
   * @param restoreDeleted whether to bring back runs and experiments deleted on the server
   * @param fromTheStart whether to send everything again, for a server that was set back
   */
  public record Options(boolean restoreDeleted, boolean fromTheStart) {
    public static final Options DEFAULT = new Options(false, false);
  }

  /** What became of a run. */
  public enum Result {
    /** Something was sent, and now the server has the whole run. */
    SENT,
    /** The server had it all. */
    WAS_THERE,
    /** The journal has no complete line yet. */
    EMPTY,
    /** Another process is sending this run. */
    BUSY,
    /** Not all of it is on the server. */
    FAILED
  }

  /**
   * One run's report.
   *
   * @param metrics how many metric values were sent
   * @param artifacts how many files were sent
   * @param experimentId the experiment on the server, empty if it was not found out
   * @param why the reasons of a failure
   */
  public record RunReport(
      Path runFolder,
      Result result,
      long metrics,
      long artifacts,
      Optional<String> experimentId,
      List<String> why) {
    public RunReport {
      why = List.copyOf(why);
    }
  }

  /** Waits between two tries. */
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * @throws InvalidTrackingServerException if the server's certificate cannot be read
   */
  public MlflowSync(TrackingServer server, Options options) {
    this(server, options, Timing.DEFAULT, new HttpTransport(server), MlflowSync::sleep);
  }

  MlflowSync(
      TrackingServer server, Options options, Timing timing, Transport transport, Pause pause) {
    this.server = server;
    this.options = options;
    this.pause = pause;
    this.api = new TrackingApi(transport, timing.deadline());
    this.finder = new RunFinder(api, options.restoreDeleted());
    this.circuit = new Circuit(timing.firstPause(), timing.longestPause(), new SplittableRandom());
  }

  /**
   * Brings runs over, two at a time, and reports on each when it is done. Once the server counts as
   * down, the remaining runs fail at once.
   *
   * @param listener gets each report, in the order in which the runs are done; not called by two
   *     threads at once
   * @return the reports in the order of the folders
   * @throws InterruptedException if this thread is interrupted; what was sent stays sent
   */
  public List<RunReport> run(Collection<Path> runFolders, Consumer<RunReport> listener)
      throws InterruptedException {
    ExecutorService senders =
        Executors.newFixedThreadPool(
            AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "mlflow-sync");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Callable<RunReport>> tasks = new ArrayList<>();
      for (Path folder : runFolders) {
        tasks.add(() -> reported(folder, listener));
      }
      List<RunReport> reports = new ArrayList<>();
      for (Future<RunReport> done : senders.invokeAll(tasks)) {
        reports.add(done.get());
      }
      showSwept(reports);
      return reports;
    } catch (ExecutionException e) {
      throw new IllegalStateException("sending a run failed in an unexpected way", e.getCause());
    } finally {
      senders.shutdownNow();
    }
  }

  /** Experiments, by their id on the server, of which it has a view of what differs. */
  public Set<String> swept() {
    return Collections.unmodifiableSet(swept);
  }

  /** A view is no part of a run: where it cannot be had, nothing is missing. */
  private void showSwept(List<RunReport> reports) {
    Set<String> changed = new TreeSet<>();
    for (RunReport report : reports) {
      report
          .experimentId()
          .ifPresent(
              id -> {
                runs.computeIfAbsent(id, any -> new TreeSet<>()).add(report.runFolder());
                changed.add(id);
              });
    }
    for (String id : changed) {
      if (circuit.failures() >= FAILURES_TO_GIVE_UP) {
        return; // the server counts as down
      }
      try {
        Optional<String> view = SweptView.of(runs.getOrDefault(id, new TreeSet<>()));
        if (view.isPresent()) {
          boolean isThere =
              api.experiment(id).getTagsList().stream()
                  .filter(tag -> tag.getKey().equals(SweptView.TAG))
                  .anyMatch(tag -> tag.getValue().equals(view.get()));
          if (!isThere) {
            api.setExperimentTag(id, SweptView.TAG, view.get());
          }
          swept.add(id);
        }
      } catch (TrackingException | DamagedFileException e) {
        LOG.warn("experiment {} gets no view of what differs: {}", id, e.getMessage());
      }
    }
  }

  private RunReport reported(Path folder, Consumer<RunReport> listener)
      throws InterruptedException {
    RunReport report = send(folder);
    synchronized (listener) {
      listener.accept(report);
    }
    return report;
  }

  private RunReport send(Path folder) throws InterruptedException {
    Replica replica = new Replica(folder, server, api, finder, options.fromTheStart());
    try {
      Optional<FolderLock> lock = FolderLock.tryAcquire(folder.resolve(LOCK));
      if (lock.isEmpty()) {
        return report(folder, replica, Result.BUSY, List.of("another process is sending this run"));
      }
      FolderLock held = lock.get();
      try {
        return sent(folder, replica);
      } finally {
        held.close();
      }
    } catch (TrackingException | DamagedFileException e) {
      return report(folder, replica, Result.FAILED, List.of(String.valueOf(e.getMessage())));
    } catch (UncheckedIOException e) {
      return report(folder, replica, Result.FAILED, List.of(e.getMessage() + ": " + e.getCause()));
    }
  }

  private RunReport sent(Path folder, Replica replica) throws InterruptedException {
    while (true) {
      if (circuit.failures() >= FAILURES_TO_GIVE_UP) {
        return report(folder, replica, Result.FAILED, List.of(server + " does not answer"));
      }
      try {
        replica.advance();
        circuit.succeeded();
        break;
      } catch (ServerUnavailableException e) {
        Duration wait = circuit.failed(e);
        if (circuit.failures() >= FAILURES_TO_GIVE_UP) {
          throw e;
        }
        pause.sleep(wait);
      }
    }
    if (!replica.problems().isEmpty()) {
      return report(folder, replica, Result.FAILED, replica.problems());
    }
    Result result =
        replica.state().isEmpty()
            ? Result.EMPTY
            : replica.hasSent() ? Result.SENT : Result.WAS_THERE;
    return report(folder, replica, result, List.of());
  }

  private static RunReport report(Path folder, Replica replica, Result result, List<String> why) {
    return new RunReport(
        folder,
        result,
        replica.metricsSent(),
        replica.artifactsSent(),
        replica.state().map(SyncState::experimentId),
        why);
  }

  private static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
