package org.palimpsest.conf;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; carries everything that is wrong with it. */
public final class ConfException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one, in the order to be shown
   */
  public ConfException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a ConfException needs at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, sorted by file and line. */
  public List<Problem> problems() {
    return problems;
  }
}
