package org.palimpsest.experiment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.LeakageAudit;
import org.palimpsest.conf.Redaction;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.FolderLock;
import org.palimpsest.disk.FolderLockedException;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.CheckpointStore.Checkpoint;
import org.palimpsest.experiment.Results.RunStorage;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.experiment.provenance.WhatRan;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.MemoryBytes;
import org.palimpsest.method.State;
import org.palimpsest.metric.Metrics;
import org.palimpsest.tensor.Seeds;

/**
 * Runs an experiment: one run per seed, each from its last checkpoint on, or not at all if it is
 * finished. However often it is cut short, the finished runs are bit-identical to runs never cut
 * short, apart from times.
 */
public final class ExperimentRunner {

  private final ExperimentPlan plan;
  private final Environment environment;
  private final Results results;
  private final Recorder recorder;

  public ExperimentRunner(
      ExperimentPlan plan, Environment environment, Results results, Recorder recorder) {
    this.plan = plan;
    this.environment = environment;
    this.results = results;
    this.recorder = recorder;
  }

  /**
   * Runs what is not finished.
   *
   * @return all runs of the experiment, in the order of the seeds
   * @throws FolderLockedException if another process works on one of them
   * @throws CheckpointException if a checkpoint is damaged
   * @throws StorageException if results cannot be written
   * @throws RunCancelledException if the user stopped it
   * @throws DivergedException if training left the finite numbers; like a damaged run, one that
   *     diverged is told once the other seeds are done
   * @throws DamagedFileException if a run's file is not as it was written
   */
  public List<RunInfo> run() {
    recorder.record(new Event.ExperimentStarted(plan));
    List<RunInfo> runs = new ArrayList<>();
    List<RuntimeException> failures = new ArrayList<>();
    for (long seed : plan.seeds()) {
      try {
        runs.add(plan.again() ? again(seed) : once(seed, plan.config().runId(seed)));
      } catch (DivergedException | CheckpointException | DamagedFileException e) {
        failures.add(e); // its own trouble: the other seeds go on
        if (plan.seeds().size() > 1) {
          RunInfo run = plan.run(seed, plan.config().runId(seed));
          recorder.record(new Event.RunFailed(run, message(e)));
        }
      }
      results.aggregate();
    }
    recorder.record(new Event.ExperimentFinished(plan.folder(), runs));
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
    return runs;
  }

  private static String message(Throwable failure) {
    return Redaction.of(String.valueOf(failure.getMessage()));
  }

  private RunInfo once(long seed, String id) {
    RunInfo run = plan.run(seed, id);
    if (!finish(run)) {
      recorder.record(new Event.RunSkipped(run, changedSince(run)));
    }
    return run;
  }

  /** Whether a finished run's data are other ones by now, in words. */
  private Optional<String> changedSince(RunInfo run) {
    try {
      Benchmark benchmark = environment.benchmarks().apply(new Seeds(run.seed()));
      return SameData.difference(run.folder(), results.open(run).data(), WhatRan.data(benchmark));
    } catch (DataException e) {
      return Optional.of("its data cannot be had any more: " + e.getMessage());
    }
  }

  /** The first repetition that is not finished; the run itself if not even that is. */
  private RunInfo again(long seed) {
    String id = plan.config().runId(seed);
    RunInfo run = plan.run(seed, id);
    for (int number = 1; !finish(run); number++) {
      run = plan.run(seed, "%s-again-%s".formatted(id, number));
    }
    return run;
  }

  /** Brings a run to its end, or to the plan's last session; false if it was there before. */
  private boolean finish(RunInfo run) {
    environment.disk().createFolder(run.folder());
    try (FolderLock lock =
        FolderLock.acquire(run.folder(), Instant.ofEpochMilli(environment.now()))) {
      RunStorage storage = results.open(run);
      boolean before = storage.finished();
      CheckpointStore checkpoints =
          new CheckpointStore(environment.disk(), run.folder().resolve("checkpoints"));
      Optional<Checkpoint> last = checkpoints.latest();
      storage.restore(
          last.map(Checkpoint::journal).orElse(List.of()),
          last.map(Checkpoint::files).orElse(Map.of()),
          last.map(Checkpoint::finished).orElse(false),
          plan.config().file(run.seed()));
      // Where its last checkpoint is lost, what the journal calls finished is completed once more.
      if (storage.finished() && last.map(Checkpoint::finished).orElse(true)) {
        return !before; // or killed between the last checkpoint and the journal's last line
      }
      Ledger ledger = new Ledger(last.map(Checkpoint::ledger).orElse(Ledger.Snapshot.EMPTY));
      Books books =
          new Books(
              storage,
              checkpoints,
              recorder,
              ledger,
              environment::now,
              environment.checkpointMillis(),
              lock::check);
      try {
        work(run, storage, last, books);
      } catch (RunCancelledException e) {
        books.note(new Event.RunStopped(run, environment.now(), Optional.empty()));
        throw e;
      } catch (StorageException e) {
        // Nothing more can be relied on to be written, not even that the run has failed.
        recorder.record(stopped(run, e));
        throw e;
      } catch (RuntimeException | Error e) {
        report(run, books, e);
        if (lacksMemory(e)) {
          throw (Error) new OutOfMemoryError(e.getMessage()).initCause(e);
        }
        throw e;
      }
      return true;
    }
  }

  private void work(RunInfo run, RunStorage storage, Optional<Checkpoint> last, Books books) {
    Benchmark benchmark = environment.benchmarks().apply(new Seeds(run.seed()));
    Provenance provenance =
        WhatRan.of(
            environment.engine(),
            benchmark,
            run.seed(),
            plan.seeds(),
            run.configuration(),
            plan.command());
    LearnerContext context =
        LearnerContext.of(environment.engine(), new Seeds(run.seed()), benchmark);
    if (last.isEmpty()) {
      books.begin(
          new Event.RunStarted(
              run,
              environment.now(),
              plan.config(),
              tags(run, provenance),
              provenance,
              ModelCard.of(benchmark, context)));
    } else {
      SameData.require(run, storage.data(), provenance.data());
      books.note(new Event.RunResumed(run, environment.now(), last.get().next(), provenance));
    }
    try (Learner learner = plan.learner().create(context)) {
      Leakage leakage =
          Leakage.of(
              LeakageAudit.of(benchmark, episodePools(benchmark, learner)),
              StartAudit.of(InitialWeightsSpec.file(plan.config()), benchmark, provenance.data())
                  .and(Pretrained.audit(plan.config(), benchmark, provenance.data())));
      last.flatMap(Checkpoint::state).ifPresent(state -> learner.restore(state.tensors()));
      boolean complete =
          new RunLoop(
                  run,
                  environment,
                  benchmark,
                  learner,
                  reuse(run, benchmark, provenance),
                  FeatureProbe.of(plan.config()),
                  books)
              .from(last.map(Checkpoint::next).orElse(Position.START), plan.lastSession());
      if (!complete) {
        books.note(new Event.RunStopped(run, environment.now(), Optional.empty()));
        return;
      }
      List<Illustration> pictures =
          benchmark.scenario().isEpisodic()
              ? EpisodePicture.of(benchmark, learner)
              : learner.illustrations(Showcase.of(benchmark));
      RunSummary summary = summary(run, storage, benchmark, learner, leakage, books.ledger());
      books.complete(
          new Event.RunFinished(run, environment.now(), summary, pictures, learner.trials()));
    }
  }

  /** Where training episodes come from, so that the audit can look at their classes. */
  private static Samples[] episodePools(Benchmark benchmark, Learner learner) {
    return benchmark.sessions().stream()
        .flatMap(session -> learner.episodePool(session).stream())
        .toArray(Samples[]::new);
  }

  /**
   * A repetition takes nothing over: it is there to be compared. Neither does a run that is asked
   * while it trains.
   */
  private Optional<StageReuse> reuse(RunInfo run, Benchmark benchmark, Provenance provenance) {
    if (!run.id().equals(plan.config().runId(run.seed()))
        || benchmark.scenario().questionsEvery().isPresent()) {
      return Optional.empty();
    }
    StageStore store = new StageStore(environment.disk(), plan.results().resolve(".stages"));
    return Optional.of(new StageReuse(store, run, plan.config(), benchmark, provenance));
  }

  private Map<String, String> tags(RunInfo run, Provenance provenance) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("palimpsest.learner", run.method());
    tags.put("palimpsest.engine", environment.engine().name());
    tags.put("palimpsest.group", run.experiment() + "-" + run.configuration());
    tags.put("palimpsest.seed", Long.toString(run.seed()));
    provenance
        .program()
        .commit()
        .ifPresent(
            commit -> {
              tags.put("palimpsest.git_commit", commit.id());
              tags.put("palimpsest.git_dirty", Boolean.toString(commit.dirty()));
            });
    plan.tags().forEach((key, value) -> tags.put(key, Redaction.of(value)));
    return tags;
  }

  private RunSummary summary(
      RunInfo run,
      RunStorage storage,
      Benchmark benchmark,
      Learner learner,
      Leakage leakage,
      Ledger ledger) {
    Ledger.Snapshot snapshot = ledger.snapshot();
    return new RunSummary(
        run,
        storage.uuid(),
        environment.engine().name(),
        benchmark.dataset().name(),
        benchmark.dataset().leftOut(),
        storage.started(),
        environment.now(),
        finals(benchmark, ledger),
        snapshot.sessions(),
        snapshot.seconds(),
        snapshot.dataSeconds(),
        snapshot.reused(),
        snapshot.peakResidentBytes(),
        MemoryBytes.of(learner),
        leakage,
        List.copyOf(new TreeMap<>(snapshot.warnings()).values()),
        TensorDigest.of(State.of(learner).tensors()));
  }

  /** Where episodes are asked, their settings' accuracies are what a run comes to. */
  private static Map<String, Double> finals(Benchmark benchmark, Ledger ledger) {
    Map<String, Double> finals =
        new LinkedHashMap<>(Metrics.values(Metrics.ALL, ledger.evaluation()));
    if (benchmark.scenario().isEpisodic()) {
      ledger.sessions().forEach(session -> session.metrics().forEach(finals::putIfAbsent));
    }
    return finals;
  }

  private void report(RunInfo run, Books books, Throwable failure) {
    try {
      books.note(stopped(run, failure));
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  private Event.RunStopped stopped(RunInfo run, Throwable failure) {
    String why = Redaction.of(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    return new Event.RunStopped(run, environment.now(), Optional.of(why));
  }

  /** Native libraries report a lack of memory as whatever exception they have. */
  private static boolean lacksMemory(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof RuntimeException
        && (message.contains("can't allocate memory")
            || message.contains("cannot allocate memory")
            || message.contains("not enough memory"));
  }
}
