package org.palimpsest.experiment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a finished run comes to.
 *
 * @param run which one
 * @param uuid names it wherever it is copied to
 * @param engine name
 * @param dataset name
 * @param leftOut how many files in a folder of images were not used, by reason
 * @param started milliseconds since 1970
 * @param finished milliseconds since 1970
 * @param finals metrics after the last session by full name; undefined ones are absent
 * @param sessions results of each
 * @param seconds wall time by activity, over all processes that worked on the run
 * @param dataSeconds part of training spent on making batches, as far as the learner says
 * @param reused stages taken over from other runs, with the time those spent
 * @param peakResidentBytes 0 if not known
 * @param budgetBytes what the learner keeps between sessions, by name
 * @param leakage verdict of the audit
 * @param warnings for which the numbers are not to be taken as they are
 * @param parametersSha256 over the learner's whole final state
 */
public record RunSummary(
    RunInfo run,
    String uuid,
    String engine,
    String dataset,
    Map<String, Integer> leftOut,
    long started,
    long finished,
    Map<String, Double> finals,
    List<SessionResult> sessions,
    Map<Activity, Double> seconds,
    double dataSeconds,
    List<ReusedStage> reused,
    long peakResidentBytes,
    Map<String, Long> budgetBytes,
    Leakage leakage,
    List<String> warnings,
    String parametersSha256) {

  public RunSummary {
    finals = Collections.unmodifiableMap(new LinkedHashMap<>(finals));
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    sessions = List.copyOf(sessions);
    Map<Activity, Double> inOrder = new EnumMap<>(Activity.class);
    inOrder.putAll(seconds);
    seconds = Collections.unmodifiableMap(inOrder);
    reused = List.copyOf(reused);
    warnings = List.copyOf(warnings);
    budgetBytes = Collections.unmodifiableMap(new LinkedHashMap<>(budgetBytes));
  }

  /** All activities together. */
  public double wallSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Original training time of the stages taken over from other runs. */
  public double reusedSeconds() {
    return reused.stream().mapToDouble(ReusedStage::trainingSeconds).sum();
  }

  /**
   * Share of the wall time spent on anything but the network's steps and the evaluation, in [0, 1].
   */
  public double shareOutsideNetwork() {
    double wall = wallSeconds();
    double network =
        seconds.getOrDefault(Activity.TRAINING, 0.0)
            - dataSeconds
            + seconds.getOrDefault(Activity.EVALUATION, 0.0);
    return wall > 0 ? 1 - network / wall : 0;
  }
}
