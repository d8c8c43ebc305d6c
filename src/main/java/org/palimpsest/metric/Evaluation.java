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
 */
public record Evaluation(AccuracyMatrix matrix, List<Double> chance, List<Double> joint) {

  public Evaluation {
    chance = fractions(chance, "chance");
    joint = fractions(joint, "joint accuracy");
  }

  /** Of a run alone. */
  public static Evaluation of(AccuracyMatrix matrix) {
    return new Evaluation(matrix, List.of(), List.of());
  }

  /** The same with the chance level of each session's classes, session 0 first. */
  public Evaluation withChance(List<Double> bySession) {
    return new Evaluation(matrix, bySession, joint);
  }

  /** The same with joint training's accuracy on each session's classes, session 0 first. */
  public Evaluation withJoint(List<Double> bySession) {
    return new Evaluation(matrix, chance, bySession);
  }

  /** What was known after a session. */
  public Evaluation upTo(int session) {
    return new Evaluation(matrix.upTo(session), chance, joint);
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
