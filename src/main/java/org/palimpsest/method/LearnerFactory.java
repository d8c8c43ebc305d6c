package org.palimpsest.method;

/** Settings of a method, read and checked; builds its learners. */
@FunctionalInterface
public interface LearnerFactory {

  /** A learner that has learnt nothing yet. */
  Learner create(LearnerContext context);
}
