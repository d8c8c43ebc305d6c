package org.palimpsest.benchmark;

import java.util.stream.IntStream;
import org.palimpsest.data.Samples;

/**
 * A few-shot task: tell {@code ways} classes apart from a few images of each. Classes are numbered
 * {@code 0 .. ways - 1} within the episode.
 *
 * @param support the labelled images, class by class, at least one of each
 * @param query the images to be classified, class by class; none of them is in the support
 * @param unlabelled further images, whose classes nobody looks at who answers; {@link #DISTRACTOR}
 *     is none of the episode's; mostly empty
 * @param classes the class number that each of the episode's classes has in the pool, {@code
 *     [ways]}
 */
@SuppressWarnings("ArrayRecordComponent") // a plain index array; compared by nobody
public record Episode(Samples support, Samples query, Samples unlabelled, int[] classes) {

  /** The class of an unlabelled image that is of none of the episode's classes. */
  public static final int DISTRACTOR = -1;

  /** All images labelled. */
  public Episode(Samples support, Samples query, int[] classes) {
    this(support, query, query.at(new int[0]), classes);
  }

  /** Number of classes. */
  public int ways() {
    return classes.length;
  }

  /** Support images of a class. */
  public int shots(int c) {
    return (int) IntStream.of(support.classes()).filter(own -> own == c).count();
  }

  /** Support, queries, unlabelled images. */
  public Samples images() {
    Samples labelled = support.and(query);
    return unlabelled.size() == 0 ? labelled : labelled.and(unlabelled);
  }
}
