package org.palimpsest.experiment;

import java.util.Comparator;
import org.palimpsest.tensor.Require;

/**
 * What a run does next: a block of a stage of a session. Position {@code (sessions, 0, 0)} is
 * behind the last session, where only the summary is left to do.
 *
 * @param session index, 0 for the base session
 * @param stage index within the session
 * @param block index within the stage
 */
public record Position(int session, int stage, int block) implements Comparable<Position> {

  static final Position START = new Position(0, 0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::session)
          .thenComparingInt(Position::stage)
          .thenComparingInt(Position::block);

  public Position {
    Require.atLeast(0, session, "session");
    Require.atLeast(0, stage, "stage");
    Require.atLeast(0, block, "block");
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
