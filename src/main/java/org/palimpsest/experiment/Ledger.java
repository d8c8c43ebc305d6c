package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.experiment.provenance.Machine;
import org.palimpsest.method.Stage;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.Evaluation;

/**
 * What a run has gathered so far. Belongs to the run's loop; a {@link Snapshot} of it is part of
 * every checkpoint, so that a resumed run knows what happened before.
 */
final class Ledger {

  /**
   * As stored.
   *
   * @param sessions finished ones
   * @param blocksByStage how many blocks of each stage name the whole run has done
   * @param stage blocks done of the stage at hand
   * @param reused stages taken over from other runs
   * @param seconds wall time by activity, over all processes that worked on the run
   * @param sessionSeconds training seconds of the session at hand
   * @param dataSeconds part of training spent on making batches, as far as the learner says
   * @param warnings for which the numbers are not to be taken as they are, one a stage's name
   * @param steps of training so far
   * @param curve what was asked while sessions were learnt
   * @param peakResidentBytes greatest resident memory of these processes; 0 if not known
   */
  record Snapshot(
      List<SessionResult> sessions,
      Map<String, Integer> blocksByStage,
      List<BlockResult> stage,
      List<ReusedStage> reused,
      Map<Activity, Double> seconds,
      double sessionSeconds,
      double dataSeconds,
      Map<String, String> warnings,
      long steps,
      AnytimeCurve curve,
      long peakResidentBytes) {

    static final Snapshot EMPTY =
        new Snapshot(
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Map.of(),
            0,
            0,
            Map.of(),
            0,
            AnytimeCurve.EMPTY,
            0);

    Snapshot {
      sessions = List.copyOf(sessions);
      blocksByStage = Collections.unmodifiableMap(new TreeMap<>(blocksByStage));
      stage = List.copyOf(stage);
      reused = List.copyOf(reused);
      seconds = Collections.unmodifiableMap(new TreeMap<>(seconds));
      warnings = Collections.unmodifiableMap(new TreeMap<>(warnings));
    }
  }

  private final List<SessionResult> sessions;
  private final Map<String, Integer> blocksByStage;
  private final List<BlockResult> stage;
  private final List<ReusedStage> reused;
  private final Map<String, String> warnings;
  private final Stopwatch stopwatch;
  private double sessionSeconds;
  private double dataSeconds;
  private long steps;
  private AnytimeCurve curve;
  private final long peakBefore;

  Ledger(Snapshot before) {
    sessions = new ArrayList<>(before.sessions);
    blocksByStage = new LinkedHashMap<>(before.blocksByStage);
    stage = new ArrayList<>(before.stage);
    reused = new ArrayList<>(before.reused);
    warnings = new TreeMap<>(before.warnings);
    stopwatch = new Stopwatch(before.seconds, Activity.SETUP);
    sessionSeconds = before.sessionSeconds;
    dataSeconds = before.dataSeconds;
    steps = before.steps;
    curve = before.curve;
    peakBefore = before.peakResidentBytes;
  }

  Snapshot snapshot() {
    return new Snapshot(
        sessions,
        blocksByStage,
        stage,
        reused,
        stopwatch.seconds(),
        sessionSeconds,
        dataSeconds,
        warnings,
        steps,
        curve,
        Math.max(peakBefore, Machine.peakResidentBytes()));
  }

  Stopwatch stopwatch() {
    return stopwatch;
  }

  /** Blocks done of the stage at hand. */
  List<BlockResult> stage() {
    return List.copyOf(stage);
  }

  void beginStage() {
    stage.clear();
  }

  /** Adds a block and returns its running number among the run's blocks of that stage. */
  int addBlock(String stageName, BlockResult block) {
    stage.add(block);
    Doubt.of(stageName, stage.size() - 1, block.measures())
        .ifPresent(doubt -> warnings.putIfAbsent(stageName, doubt));
    return blocksByStage.merge(stageName, 1, Integer::sum) - 1;
  }

  /** Counts a block's time; not called for blocks that another run trained. */
  void addTime(BlockResult block) {
    sessionSeconds += block.seconds();
    dataSeconds += block.measures().getOrDefault(Stage.DATA_SECONDS, 0.0);
  }

  /** Counts steps of training. */
  void addSteps(int done) {
    steps += done;
  }

  /**
   * Adds what was asked after the steps so far. A session that was learnt without a step of
   * training counts as one.
   */
  void addPoint(int session, List<Integer> correct, List<Integer> totals) {
    List<AnytimeCurve.Point> points = curve.points();
    long before = points.isEmpty() ? 0 : points.get(points.size() - 1).step();
    steps = Math.max(steps, before + 1);
    curve = curve.plus(new AnytimeCurve.Point(session, steps, correct, totals));
  }

  AnytimeCurve curve() {
    return curve;
  }

  void addReused(ReusedStage outcome) {
    reused.add(outcome);
  }

  double sessionSeconds() {
    return sessionSeconds;
  }

  void addSession(SessionResult result) {
    sessions.add(result);
    stage.clear();
    sessionSeconds = 0;
  }

  List<SessionResult> sessions() {
    return List.copyOf(sessions);
  }

  /** What metrics are computed from, these results included. */
  Evaluation evaluation(List<SessionResult> results) {
    return SessionResult.evaluation(results, curve);
  }

  /** What metrics are computed from. */
  Evaluation evaluation() {
    return evaluation(sessions);
  }
}
