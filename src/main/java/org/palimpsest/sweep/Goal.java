package org.palimpsest.sweep;

import java.util.OptionalInt;

/**
 * What is to become of a cell now.
 *
 * @param status WAITING if it is to be run; otherwise what it is
 * @param lastSession after which it is to stop for now; empty to run to the end
 * @param reason why it is not run to its end; empty if it is
 */
record Goal(CellStatus status, OptionalInt lastSession, String reason) {

  static final Goal TO_THE_END = new Goal(CellStatus.WAITING, OptionalInt.empty(), "");
  static final Goal FINISHED = of(CellStatus.FINISHED);
  static final Goal FAILED = of(CellStatus.FAILED);
  static final Goal PAUSED = of(CellStatus.PAUSED);

  private static Goal of(CellStatus status) {
    return new Goal(status, OptionalInt.empty(), "");
  }

  static Goal until(int session) {
    return new Goal(CellStatus.WAITING, OptionalInt.of(session), "");
  }

  static Goal stopped(String reason) {
    return new Goal(CellStatus.STOPPED_EARLY, OptionalInt.empty(), reason);
  }

  boolean isToBeRun() {
    return status == CellStatus.WAITING;
  }
}
