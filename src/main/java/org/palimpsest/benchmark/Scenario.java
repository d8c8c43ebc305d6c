package org.palimpsest.benchmark;

/**
 * What sessions are and what is asked after them (van de Ven, Tuytelaars and Tolias, "Three types
 * of incremental learning", Nature Machine Intelligence 2022).
 *
 * @param name in configurations
 * @param tellsSession whether a question says which session its images are from, so that only that
 *     session's classes can be the answer
 * @param repeatsClasses whether a class may come in several sessions
 * @param hasBoundaries whether a learner is told when one session ends and the next begins
 */
public record Scenario(
    String name, boolean tellsSession, boolean repeatsClasses, boolean hasBoundaries) {

  /** Every session brings new classes; the answer is among all classes seen. */
  public static final Scenario CLASS_INCREMENTAL =
      new Scenario("class-incremental", false, false, true);

  /** Every session brings new classes; the answer is among the classes of the image's session. */
  public static final Scenario TASK_INCREMENTAL =
      new Scenario("task-incremental", true, false, true);

  /** Every session brings the same classes in another domain. */
  public static final Scenario DOMAIN_INCREMENTAL =
      new Scenario("domain-incremental", false, true, true);
}
