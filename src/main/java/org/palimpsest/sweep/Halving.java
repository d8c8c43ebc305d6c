package org.palimpsest.sweep;

import java.util.List;
import java.util.Optional;
import org.palimpsest.conf.Section;

/**
 * Which cells are worth going on with: successive halving (Jamieson and Talwalkar, "Non-stochastic
 * Best Arm Identification and Hyperparameter Optimization", AISTATS 2016) with sessions as the
 * resource.
 *
 * @param afterSessions when the points are compared, rising
 * @param keep share of the points that goes on each time, in (0, 1)
 */
record Halving(List<Integer> afterSessions, double keep) {

  private static final double LEAST = 0.001;
  private static final double MOST = 0.999;

  Halving {
    afterSessions = List.copyOf(afterSessions);
  }

  /** Reads the section {@code halving}; empty if nothing is ever compared. */
  static Optional<Halving> read(Section halving) {
    List<Integer> sessions =
        halving.integers("after-sessions", 0, Integer.MAX_VALUE).stream()
            .map(Long::intValue)
            .toList();
    double keep = halving.real("keep", LEAST, MOST);
    for (int i = 1; i < sessions.size(); i++) {
      if (sessions.get(i) <= sessions.get(i - 1)) {
        halving.problem("after-sessions", "does not rise");
      }
    }
    return sessions.isEmpty() || !halving.sound("after-sessions", "keep")
        ? Optional.empty()
        : Optional.of(new Halving(sessions, keep));
  }

  /** How many of some points go on. */
  int kept(int points) {
    return Math.max(1, (int) Math.ceil(keep * points - 1e-9));
  }

  int last() {
    return afterSessions.get(afterSessions.size() - 1);
  }
}
