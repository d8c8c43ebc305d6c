package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out after a session.
 *
 * @param session index of the session learnt last
 * @param classesSeen classes learnt so far
 * @param correct right answers by tested session, {@code 0 .. session}, to what the scenario asks
 * @param otherCorrect the same for the other question about the same scores: where the session is
 *     not told, if it were, and the other way round
 * @param totals test images by tested session
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
    Map<String, Double> metrics,
    double trainingSeconds,
    double evaluationSeconds) {

  public SessionResult {
    correct = List.copyOf(correct);
    otherCorrect = List.copyOf(otherCorrect);
    totals = List.copyOf(totals);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
