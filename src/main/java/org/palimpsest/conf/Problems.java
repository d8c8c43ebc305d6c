package org.palimpsest.conf;

import java.util.List;
import java.util.TreeSet;

/** Collects what is wrong, so that it is all told at once. Two equal problems count as one. */
public final class Problems {

  private final TreeSet<Problem> found = new TreeSet<>();

  public void add(Problem problem) {
    found.add(problem);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Sorted by file and line. */
  public List<Problem> list() {
    return List.copyOf(found);
  }

  /**
   * Does nothing if all is well.
   *
   * @throws ConfException with everything that was found
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfException(list());
    }
  }
}
