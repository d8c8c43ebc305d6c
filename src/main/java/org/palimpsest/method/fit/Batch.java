package org.palimpsest.method.fit;

import java.util.List;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.data.Samples;

/**
 * The images of one step.
 *
 * @param samples new images first, then replayed ones
 * @param fresh how many are new
 * @param slots of the replayed ones in the memory
 * @param pass how often these images were gone through before, 0 the first time
 * @param episodes that the samples are support, queries and unlabelled images of, in this order,
 *     one episode after the other; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // plain positions; compared by nobody
public record Batch(Samples samples, int fresh, int[] slots, int pass, List<Episode> episodes) {

  private static final int[] NONE = {};

  /** New images only. */
  public Batch(Samples samples, int pass) {
    this(samples, samples.size(), NONE, pass, List.of());
  }

  /** The images of some episodes, at least one. */
  static Batch of(List<Episode> episodes) {
    Samples all = episodes.stream().map(Episode::images).reduce(Samples::and).orElseThrow();
    return new Batch(all, all.size(), NONE, 0, episodes);
  }

  public int size() {
    return samples.size();
  }
}
