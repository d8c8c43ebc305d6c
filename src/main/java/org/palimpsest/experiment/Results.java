package org.palimpsest.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.disk.DamagedFileException;
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

    /** Every line of the journal so far. */
    List<String> lines();

    /**
     * The files that were written so far, by their path in the run's folder, with their SHA-256.
     */
    Map<String, String> files();

    /**
     * Brings the folder to where a checkpoint left it, as far as it is not there: the journal's
     * lines and the configuration.
     *
     * @param lines of the journal from the first on; empty if there is no checkpoint
     * @param files with their SHA-256
     * @param complete whether the run was; else some files may be newer than the checkpoint
     * @param configuration what {@code experiment.conf} is to hold
     * @throws DamagedFileException naming a file that is missing or is not what was written, and
     *     that the checkpoint does not hold
     */
    void restore(
        List<String> lines, Map<String, String> files, boolean complete, String configuration);

    /** Appends lines whose numbers the journal does not have yet. */
    void append(List<String> lines);
  }
}
