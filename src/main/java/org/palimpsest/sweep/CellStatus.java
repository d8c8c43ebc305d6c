package org.palimpsest.sweep;

import java.util.Locale;

/** What has become of a cell. */
public enum CellStatus {
  /** To be run, or to be gone on with. */
  WAITING,
  /** Another process, which this sweep did not start, works on the run. */
  HELD,
  /** Handed to the scheduler of a cluster. */
  QUEUED,
  RUNNING,
  /** Has come as far as a selection of the best; others have not. */
  PAUSED,
  FINISHED,
  /** Its process failed; left alone until it is asked for again, or the sweep is after a signal. */
  FAILED,
  /** Not among the best of a selection; not run to its end. */
  STOPPED_EARLY;

  /** As in files and tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
