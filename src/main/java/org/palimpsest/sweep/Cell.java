package org.palimpsest.sweep;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run of a sweep: an experiment with some keys set, under one seed.
 *
 * @param number in the plan, from 1
 * @param experiment name; the cells of one point, which differ in nothing but the seed, share it
 * @param seed of the run
 * @param runId {@code seed-SEED-HASH}
 * @param folder {@code results/EXPERIMENT/RUN-ID}
 * @param settings the varied keys with their values as text
 * @param overrides {@code key=value} that, after the sweep's file, make {@code palimpsest run} run
 *     this cell and no other; those of the sweep's own command are not among them where they hold
 *     secrets
 */
public record Cell(
    int number,
    String experiment,
    long seed,
    String runId,
    Path folder,
    SortedMap<String, String> settings,
    List<String> overrides) {

  public Cell {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    overrides = List.copyOf(overrides);
  }

  /** Names the cell within its sweep, also after the sweep's file has changed. */
  public String key() {
    return experiment + "/" + runId;
  }
}
