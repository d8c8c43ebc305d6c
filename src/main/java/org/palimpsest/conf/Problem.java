package org.palimpsest.conf;

import java.util.Comparator;

/**
 * One thing wrong with a configuration. Sorted by file and line, the command line first.
 *
 * @param place the file, relative to the working directory where it lies below it, or {@code
 *     command line}
 * @param line in that file, from 1; 0 where there is none
 * @param message a sentence for a person, such as {@code learner.head = "x" is not one of ...}
 */
public record Problem(String place, int line, String message) implements Comparable<Problem> {

  private static final Comparator<Problem> ORDER =
      Comparator.comparing((Problem problem) -> !problem.place().equals(Place.COMMAND_LINE))
          .thenComparing(Problem::place)
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::message);

  /** What it says is printed. */
  public Problem {
    message = Redaction.of(message);
  }

  Problem(Place place, String message) {
    this(place.file(), place.line(), message);
  }

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line: message}. */
  @Override
  public String toString() {
    return new Place(place, line) + ": " + message;
  }
}
