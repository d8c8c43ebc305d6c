package org.palimpsest.experiment;

import java.util.List;
import java.util.Optional;
import org.palimpsest.experiment.provenance.Provenance;

/** Keeps the runs of one experiment. */
public interface Results {

  /** Opens what there is of a run, whose folder exists and is locked. */
  RunStorage open(RunInfo run);

  /** Writes the statistics over the seeds that are finished. */
  void aggregate();

  /**
   * Keeps one run: its files and its journal, which holds each line exactly once whatever moment
   * the process is killed at.
   */
  interface RunStorage {

    /** Whether the journal ends with the end of a run that was not cut short. */
    boolean finished();

    /** Names the run wherever it is copied to; the same each time it is opened. */
    String uuid();

    /** What the run began with; empty if its record does not say. */
    Optional<Provenance.Data> data();

    /** When the run began, milliseconds since 1970; the same each time it is opened. */
    long started();

    /**
     * Writes the files that these events ask for.
     *
     * @return the numbered lines that the journal is to have about them; they count only once
     *     {@link #append} has been called, perhaps by a later process
     */
    List<String> write(List<? extends Event.Lasting> events);

    /** Appends lines whose numbers the journal does not have yet. */
    void append(List<String> lines);
  }
}
