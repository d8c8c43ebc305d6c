package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.metric.AccuracyMatrix;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.Evaluation;
import org.palimpsest.metric.RecencyBias;

/**
 * What came out after a session.
 *
 * @param session index of the session learnt last
 * @param classesSeen classes learnt so far
 * @param correct right answers by tested session, {@code 0 .. session}, to what the scenario asks;
 *     one more where the session to come is asked about before it is learnt
 * @param otherCorrect the same for the other question about the same scores: where the session is
 *     not told, if it were, and the other way round
 * @param totals test images by tested session
 * @param newest how many of the earlier sessions' test images were taken for its classes
 * @param metrics by full name; undefined ones are absent
 * @param trainingSeconds spent in learning this session, stages taken over from another run not
 *     counted
 * @param evaluationSeconds spent in scoring and counting
 */
public record SessionResult(
    int session,
    int classesSeen,
    List<Integer> correct,
    List<Integer> otherCorrect,
    List<Integer> totals,
    RecencyBias.Counts newest,
    Map<String, Double> metrics,
    double trainingSeconds,
    double evaluationSeconds) {

  public SessionResult {
    correct = List.copyOf(correct);
    otherCorrect = List.copyOf(otherCorrect);
    totals = List.copyOf(totals);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** The same with these metrics before those that it has. */
  SessionResult withMetrics(Map<String, Double> first) {
    Map<String, Double> all = new LinkedHashMap<>(first);
    all.putAll(metrics);
    return new SessionResult(
        session,
        classesSeen,
        correct,
        otherCorrect,
        totals,
        newest,
        all,
        trainingSeconds,
        evaluationSeconds);
  }

  /**
   * What metrics are computed from.
   *
   * @param results session 0 first
   * @param curve what was asked while they were learnt
   * @throws IllegalArgumentException if counts contradict each other
   */
  public static Evaluation evaluation(List<SessionResult> results, AnytimeCurve curve) {
    AccuracyMatrix matrix = AccuracyMatrix.EMPTY;
    boolean ahead = false;
    for (SessionResult result : results) {
      matrix = matrix.plus(array(result.correct), array(result.totals));
      ahead |= result.correct.size() > result.session + 1;
    }
    // What is asked ahead is asked among the classes seen.
    List<Double> chance =
        ahead ? results.stream().map(result -> 1.0 / result.classesSeen).toList() : List.of();
    return Evaluation.of(matrix)
        .withChance(chance)
        .withCurve(curve)
        .withNewest(results.stream().map(SessionResult::newest).toList());
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
