package org.palimpsest.benchmark;

import java.util.OptionalInt;

/**
 * What sessions are and what is asked after them (van de Ven, Tuytelaars and Tolias, "Three types
 * of incremental learning", Nature Machine Intelligence 2022).
 *
 * @param name in configurations
 * @param tellsSession whether a question says which session its images are from, so that only that
 *     session's classes can be the answer
 * @param classes how the classes of one session relate to those of another
 * @param hasBoundaries whether a learner is told when one session ends and the next begins
 * @param onePass whether each image is gone through once
 * @param questionsEvery training steps between two rounds of questions within a session; empty if
 *     questions are asked at its end only
 */
public record Scenario(
    String name,
    boolean tellsSession,
    Classes classes,
    boolean hasBoundaries,
    boolean onePass,
    OptionalInt questionsEvery) {

  /** How the classes of one session relate to those of another. */
  public enum Classes {
    /** Every session has its own. */
    NEW,
    /** Every session has the same, in another domain. */
    AGAIN,
    /** Every session has others, under the same numbers: even or odd, whatever the digits are. */
    RENUMBERED,
    /** A class may come in several sessions, though no image does. */
    OVERLAPPING,
    /**
     * There is one session, whose training, validation and test images are of different classes.
     */
    DISJOINT_ROLES
  }

  /** Every session brings new classes; the answer is among all classes seen. */
  public static final Scenario CLASS_INCREMENTAL = offline("class-incremental", false, Classes.NEW);

  /** Every session brings new classes; the answer is among the classes of the image's session. */
  public static final Scenario TASK_INCREMENTAL = offline("task-incremental", true, Classes.NEW);

  static Scenario offline(String name, boolean tellsSession, Classes classes) {
    return new Scenario(name, tellsSession, classes, true, false, OptionalInt.empty());
  }

  /** Whether a class number may come in several sessions. */
  public boolean repeatsClasses() {
    return classes != Classes.NEW && !isEpisodic();
  }

  /** Whether what is asked are episodes of classes that nothing was learnt of. */
  public boolean isEpisodic() {
    return classes == Classes.DISJOINT_ROLES;
  }

  /**
   * The same sessions as a stream.
   *
   * @param boundaries whether a learner is told where one ends
   * @param steps between two rounds of questions
   */
  Scenario online(String streamName, boolean boundaries, int steps) {
    return new Scenario(streamName, tellsSession, classes, boundaries, true, OptionalInt.of(steps));
  }
}
