package org.palimpsest.experiment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Session;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Stage;
import org.palimpsest.method.State;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.RecencyBias;

/** The loop over the sessions of one run, from wherever its last checkpoint is. */
final class RunLoop {

  private final RunInfo run;
  private final Environment environment;
  private final Benchmark benchmark;
  private final Learner learner;
  private final Optional<StageReuse> reuse;
  private final Books books;
  private final Ledger ledger;
  private final OptionalInt probeImages;

  /**
   * A loop that has not begun.
   *
   * @param learner fresh, or restored from the checkpoint that {@code books} go on from
   * @param reuse empty if everything is to be trained here
   * @param probeImages of each class for a probe of the features; empty for none
   */
  RunLoop(
      RunInfo run,
      Environment environment,
      Benchmark benchmark,
      Learner learner,
      Optional<StageReuse> reuse,
      OptionalInt probeImages,
      Books books) {
    this.run = run;
    this.environment = environment;
    this.benchmark = benchmark;
    this.learner = learner;
    this.reuse = reuse;
    this.probeImages = probeImages;
    this.books = books;
    this.ledger = books.ledger();
  }

  /**
   * Learns and evaluates sessions from this position on.
   *
   * @param last after which to stop; empty for all sessions
   * @return whether all sessions are done
   */
  boolean from(Position start, OptionalInt last) {
    Position next = start;
    while (next.session() < benchmark.sessions().size()) {
      if (next.session() > last.orElse(Integer.MAX_VALUE)) {
        return false;
      }
      Session session = benchmark.sessions().get(next.session());
      learn(session, next);
      evaluate(session);
      next = new Position(session.index() + 1, 0, 0);
    }
    return true;
  }

  private void learn(Session session, Position from) {
    List<Stage> stages = learner.stages(session);
    for (int s = from.stage(); s < stages.size(); s++) {
      int block = s == from.stage() ? from.block() : 0;
      Stage stage = stages.get(s);
      Event.Place place =
          new Event.Place(session.index(), benchmark.sessions().size(), stage.name());
      if (block == 0) {
        ledger.beginStage();
        if (takeOver(session, s, stage, place)) {
          continue;
        }
      }
      books.tell(new Event.StageStarted(run, place, block, stage.blocks()));
      train(session, s, stage, block, place);
    }
  }

  private State state() {
    return State.of(learner);
  }

  private void train(
      Session session, int stageIndex, Stage stage, int firstBlock, Event.Place place) {
    int blocks = stage.blocks();
    for (int b = firstBlock; b < blocks; b++) {
      if (environment.cancelled().getAsBoolean()) {
        books.flush(new Position(session.index(), stageIndex, b), this::state);
        stopIfCancelled();
      }
      BlockResult result = trainBlock(stage, b, place);
      ledger.addTime(result);
      if (stage.isTraining() && b + 1 < blocks) {
        askAmid(session);
      }
      int running = ledger.addBlock(stage.name(), result);
      Position next = new Position(session.index(), stageIndex, b + 1);
      boolean last = b + 1 == blocks || stage.isOver();
      if (last) {
        // Before the checkpoint: a run killed in between comes back here and finds it kept.
        keep(session, stageIndex, stage);
        next = new Position(session.index(), stageIndex + 1, 0);
      }
      long now = environment.now();
      books.block(
          next,
          this::state,
          List.of(new Event.BlockFinished(run, now, place, b, blocks, running, result, false)));
      if (last && reuse.isPresent() && stage.reuseKey().isPresent()) {
        // Else a run killed now would take its own outcome over as if another run had trained it.
        books.flush(next, this::state);
      }
      if (last) {
        if (b + 1 < blocks) {
          books.tell(new Event.StageEndedEarly(run, place, b + 1, blocks));
        }
        return;
      }
    }
  }

  private BlockResult trainBlock(Stage stage, int block, Event.Place place) {
    int blocks = stage.blocks(); // what is trained on may have to be put together to know it
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.TRAINING)) {
      int[] steps = {0};
      Map<String, Double> measures =
          stage.run(
              block,
              (done, total, loss) -> {
                steps[0] = done;
                // A mean that once was no number stays none: the rest of the block is lost time.
                loss.ifPresent(mean -> requireFinite("loss", mean, block, place));
                books.tell(new Event.StepDone(run, place, block, blocks, done, total, loss));
                stopIfCancelled();
              });
      measures.forEach((name, value) -> requireFinite(name, value, block, place));
      ledger.addSteps(stage.isTraining() ? steps[0] : 0);
      return new BlockResult(measures, lap.seconds());
    }
  }

  private static void requireFinite(String name, double value, int block, Event.Place place) {
    if (!Double.isFinite(value)) {
      throw new DivergedException(
          "%s of block %d of stage %s of session %d"
              .formatted(name, block, place.stage(), place.session()));
    }
  }

  private boolean takeOver(Session session, int stageIndex, Stage stage, Event.Place place) {
    Optional<StageReuse.Found> found =
        stage.blocks() == 0
            ? Optional.empty()
            : reuse.flatMap(all -> all.find(session, stageIndex, stage));
    if (found.isEmpty()) {
      return false;
    }
    StageStore.Outcome outcome = found.get().outcome();
    stage.changes().restore(outcome.state().tensors());
    long now = environment.now();
    List<Event.Lasting> events = new ArrayList<>();
    ledger.addReused(
        new ReusedStage(
            session.index(), stage.name(), found.get().key(), outcome.run(), outcome.seconds()));
    for (int b = 0; b < outcome.blocks().size(); b++) {
      BlockResult result = outcome.blocks().get(b);
      int running = ledger.addBlock(stage.name(), result);
      events.add(
          new Event.BlockFinished(
              run, now, place, b, outcome.blocks().size(), running, result, true));
    }
    events.add(new Event.StageReused(run, now, ledger.snapshot().reused()));
    books.block(new Position(session.index(), stageIndex + 1, 0), this::state, events);
    return true;
  }

  private void keep(Session session, int stageIndex, Stage stage) {
    if (reuse.isEmpty()) {
      return;
    }
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.CHECKPOINT)) {
      reuse
          .get()
          .keep(
              session,
              stageIndex,
              stage,
              () -> new StageStore.Outcome(run.id(), ledger.stage(), State.of(stage.changes())),
              Instant.ofEpochMilli(environment.now()));
    }
  }

  /** Asks within a session, where the scenario says so; its end is asked about in any case. */
  private void askAmid(Session session) {
    if (benchmark.scenario().questionsEvery().isEmpty()) {
      return;
    }
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.EVALUATION)) {
      Predictions predictions =
          Evaluator.predict(benchmark, session.index(), learner, done -> stopIfCancelled());
      int sessions = session.index() + 1;
      ledger.addPoint(
          session.index(),
          list(predictions.correct(predictions.predicted(), sessions)),
          list(predictions.totals(sessions)));
    }
  }

  private void evaluate(Session session) {
    stopIfCancelled();
    if (benchmark.scenario().isEpisodic()) {
      evaluateEpisodes(session);
      return;
    }
    Predictions predictions;
    double evaluationSeconds;
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.EVALUATION)) {
      predictions =
          Evaluator.predict(
              benchmark,
              session.index(),
              learner,
              progress(session, Evaluator.testImages(benchmark, session.index())));
      evaluationSeconds = lap.seconds();
    }
    ledger.addSession(result(session, predictions, evaluationSeconds));
    finish(session, predictions, List.of());
  }

  private void evaluateEpisodes(Session session) {
    List<EpisodeCounts> answers;
    double evaluationSeconds;
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.EVALUATION)) {
      answers =
          EpisodeEvaluator.answers(
              benchmark, learner, progress(session, EpisodeEvaluator.size(benchmark)));
      evaluationSeconds = lap.seconds();
    }
    ledger.addSession(
        withMetrics(
            EpisodeEvaluator.result(
                session, answers, learner, ledger.sessionSeconds(), evaluationSeconds)));
    finish(session, Predictions.NONE, answers);
  }

  private IntConsumer progress(Session session, int total) {
    return done -> {
      books.tell(new Event.EvaluationProgress(run, session.index(), done, total));
      stopIfCancelled();
    };
  }

  private void finish(Session session, Predictions predictions, List<EpisodeCounts> episodes) {
    Optional<EmbeddingMap> map;
    try (Stopwatch.Lap lap = ledger.stopwatch().enter(Activity.RECORDING)) {
      map = EmbeddingMap.of(benchmark, session.index(), learner);
    }
    Event.SessionFinished event =
        new Event.SessionFinished(
            run,
            environment.now(),
            benchmark.sessions().size(),
            ledger.sessions(),
            predictions,
            ledger.curve(),
            ledger.snapshot().peakResidentBytes(),
            map,
            episodes);
    books.session(new Position(session.index() + 1, 0, 0), this::state, event);
  }

  private SessionResult result(Session session, Predictions predictions, double evaluationSeconds) {
    int sessions = session.index() + 1;
    int[] correct = predictions.correct(predictions.predicted(), sessions);
    int[] other = predictions.correct(predictions.other(), sessions);
    int[] totals = predictions.totals(sessions);
    if (benchmark.scenario().questionsEvery().isPresent()) {
      ledger.addPoint(session.index(), list(correct), list(totals));
    }
    List<Integer> allCorrect = new ArrayList<>(list(correct));
    List<Integer> allTotals = new ArrayList<>(list(totals));
    benchmark
        .ahead(session.index())
        .ifPresent(
            question -> {
              allCorrect.add(Evaluator.correct(question, learner));
              allTotals.add(question.query().size());
            });
    Map<String, Double> measured = new LinkedHashMap<>();
    if (!benchmark.scenario().repeatsClasses()) {
      measured.put(
          benchmark.scenario().tellsSession()
              ? OtherQuestion.CLASS_INCREMENTAL
              : OtherQuestion.TASK_INCREMENTAL,
          OtherQuestion.accuracy(other, totals));
    }
    if (probeImages.isPresent()) {
      FeatureProbe.accuracy(benchmark, session.index(), learner, probeImages.getAsInt())
          .ifPresent(accuracy -> measured.put(FeatureProbe.ACCURACY, accuracy));
    }
    Validation.accuracy(benchmark, session.index(), learner)
        .ifPresent(accuracy -> measured.put(Validation.ACCURACY, accuracy));
    SessionResult counted =
        new SessionResult(
            session.index(),
            session.seen().size(),
            allCorrect,
            list(other),
            allTotals,
            newest(session, predictions),
            measured,
            ledger.sessionSeconds(),
            evaluationSeconds);
    return withMetrics(counted);
  }

  private SessionResult withMetrics(SessionResult counted) {
    List<SessionResult> results = new ArrayList<>(ledger.sessions());
    results.add(counted);
    return counted.withMetrics(Metrics.values(Metrics.PER_SESSION, ledger.evaluation(results)));
  }

  /** Where a session brings no new class, nothing can be taken for one. */
  private RecencyBias.Counts newest(Session session, Predictions predictions) {
    int classes = session.classes().without(session.earlier()).size();
    return classes == 0
        ? new RecencyBias.Counts(0, 0)
        : RecencyBias.Counts.of(predictions.confusion(), classes);
  }

  private static List<Integer> list(int[] numbers) {
    return IntStream.of(numbers).boxed().toList();
  }

  private void stopIfCancelled() {
    if (environment.cancelled().getAsBoolean()) {
      throw new RunCancelledException(run.folder());
    }
  }
}
