package org.palimpsest.method.fit;

import java.util.Optional;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.data.Samples;

/**
 * The images of one step.
 *
 * @param samples new images first, then replayed ones
 * @param fresh how many are new
 * @param slots of the replayed ones in the memory
 * @param pass how often these images were gone through before, 0 the first time
 * @param episode that the samples are support, queries and unlabelled images of, in this order;
 *     empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // plain positions; compared by nobody
public record Batch(Samples samples, int fresh, int[] slots, int pass, Optional<Episode> episode) {

  private static final int[] NONE = {};

  /** New images only. */
  public Batch(Samples samples, int pass) {
    this(samples, samples.size(), NONE, pass, Optional.empty());
  }

  /** An episode's images. */
  static Batch of(Episode episode) {
    Samples all = episode.images();
    return new Batch(all, all.size(), NONE, 0, Optional.of(episode));
  }

  public int size() {
    return samples.size();
  }
}
