package org.palimpsest.benchmark;

import org.palimpsest.tensor.Require;

/**
 * What an episode is made of.
 *
 * @param ways classes, at least 2
 * @param shots support images of each class
 * @param queries query images of each class
 * @param unequal whether a number that is drawn is drawn for each class, not for the whole episode
 * @param withinGroups whether all classes are of one group: of names {@code group/class} what
 *     stands before the first slash, such as Omniglot's alphabets
 * @param unlabelled images of each class, neither support nor query, whose class is not told
 * @param distractors classes that are no answer but give as many unlabelled images each
 * @param labelled share of each class's images whose class is known, above 0 to 1; which ones is
 *     drawn once, and only the others are ever unlabelled ones
 */
public record EpisodeForm(
    int ways,
    Count shots,
    Count queries,
    boolean unequal,
    boolean withinGroups,
    int unlabelled,
    int distractors,
    double labelled) {

  public static final double LEAST_LABELLED = 1e-6;

  public EpisodeForm {
    Require.atLeast(2, ways, "ways");
    Require.atLeast(0, unlabelled, "unlabelled");
    Require.atLeast(0, distractors, "distractors");
    Require.within(LEAST_LABELLED, 1, labelled, "labelled");
  }

  /** Where every image may be labelled. */
  public EpisodeForm(
      int ways,
      Count shots,
      Count queries,
      boolean unequal,
      boolean withinGroups,
      int unlabelled,
      int distractors) {
    this(ways, shots, queries, unequal, withinGroups, unlabelled, distractors, 1);
  }

  /** Of classes alike, all images labelled. */
  public EpisodeForm(int ways, Count shots, Count queries) {
    this(ways, shots, queries, false, false, 0, 0);
  }

  /** The most images of one class. */
  public long mostImages() {
    return mostLabelled() + unlabelled;
  }

  /** The most images of one class whose class is told. */
  long mostLabelled() {
    return (long) shots.most() + queries.most();
  }

  /** How many of a class's images are labelled, to the nearest. */
  int labelled(int images) {
    return (int) Math.round(labelled * images);
  }
}
