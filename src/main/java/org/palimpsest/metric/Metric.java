package org.palimpsest.metric;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A number about a run, under a name that means one thing.
 *
 * @param name its full name, as in result files
 * @param formula for people, with {@code R[t][j]} as in {@link AccuracyMatrix} and {@code T} the
 *     session learnt last
 * @param higherIsBetter whether a better run has a greater value
 * @param definition computes it after the session learnt last; empty where it is undefined
 */
public record Metric(
    String name,
    String formula,
    boolean higherIsBetter,
    Function<Evaluation, OptionalDouble> definition) {

  /** After the session learnt last; empty where it is undefined, never NaN. */
  public OptionalDouble of(Evaluation evaluation) {
    return definition.apply(evaluation);
  }

  /** After the session learnt last; empty where it is undefined, never NaN. */
  public OptionalDouble of(AccuracyMatrix matrix) {
    return of(Evaluation.of(matrix));
  }

  /** After an earlier session, from what was known then. */
  public OptionalDouble after(Evaluation evaluation, int session) {
    return of(evaluation.upTo(session));
  }

  /** After each session in turn. */
  public List<OptionalDouble> bySession(Evaluation evaluation) {
    return IntStream.range(0, evaluation.matrix().sessions())
        .mapToObj(session -> after(evaluation, session))
        .toList();
  }
}
