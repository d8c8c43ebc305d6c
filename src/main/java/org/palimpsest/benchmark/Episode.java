package org.palimpsest.benchmark;

import org.palimpsest.data.Samples;

/**
 * A few-shot task: tell {@code ways} classes apart from a few images of each. Classes are numbered
 * {@code 0 .. ways - 1} within the episode.
 *
 * @param support the labelled images, {@code [ways * shots]}, class by class
 * @param query the images to be classified, {@code [ways * queries]}, class by class; none of them
 *     is in the support
 * @param classes the class number that each of the episode's classes has in the pool, {@code
 *     [ways]}
 * @param shots support images of each class
 * @param queries query images of each class
 */
@SuppressWarnings("ArrayRecordComponent") // a plain index array; compared by nobody
public record Episode(Samples support, Samples query, int[] classes, int shots, int queries) {

  /** Number of classes. */
  public int ways() {
    return classes.length;
  }
}
