package org.palimpsest.metric;

import java.util.List;

/**
 * All that a metric may be computed from.
 *
 * @param matrix what the run measured
 * @param chance the accuracy that guessing would reach on each session's classes, in [0, 1]; empty
 *     if the learner cannot score classes it has not learnt
 * @param joint the accuracy that joint training on all data seen reaches on each session's classes,
 *     in [0, 1]; empty if no such run is known
 * @param curve what was measured while sessions were learnt; {@link AnytimeCurve#EMPTY} if nothing
 * @param newest after each session, how many earlier test images were taken for its classes; empty
 *     if that was not counted
 */
public record Evaluation(
    AccuracyMatrix matrix,
    List<Double> chance,
    List<Double> joint,
    AnytimeCurve curve,
    List<RecencyBias.Counts> newest) {

  public Evaluation {
    chance = fractions(chance, "chance");
    joint = fractions(joint, "joint accuracy");
    newest = List.copyOf(newest);
  }

  /** Of a run alone. */
  public static Evaluation of(AccuracyMatrix matrix) {
    return new Evaluation(matrix, List.of(), List.of(), AnytimeCurve.EMPTY, List.of());
  }

  /** The same with the chance level of each session's classes, session 0 first. */
  public Evaluation withChance(List<Double> bySession) {
    return new Evaluation(matrix, bySession, joint, curve, newest);
  }

  /** The same with joint training's accuracy on each session's classes, session 0 first. */
  public Evaluation withJoint(List<Double> bySession) {
    return new Evaluation(matrix, chance, bySession, curve, newest);
  }

  /** The same with what was measured while sessions were learnt. */
  public Evaluation withCurve(AnytimeCurve measured) {
    return new Evaluation(matrix, chance, joint, measured, newest);
  }

  /** The same with the earlier test images taken for each session's classes, session 0 first. */
  public Evaluation withNewest(List<RecencyBias.Counts> bySession) {
    return new Evaluation(matrix, chance, joint, curve, bySession);
  }

  /** What was known after a session. */
  public Evaluation upTo(int session) {
    return new Evaluation(
        matrix.upTo(session),
        chance,
        joint,
        curve.upTo(session),
        newest.subList(0, Math.min(newest.size(), session + 1)));
  }

  private static List<Double> fractions(List<Double> values, String name) {
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("%s %s is not in [0, 1]".formatted(name, value));
      }
    }
    return List.copyOf(values);
  }
}
