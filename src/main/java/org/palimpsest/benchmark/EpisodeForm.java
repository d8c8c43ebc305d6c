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
 *     stands before the last slash, such as Omniglot's alphabets
 * @param unlabelled images of each class, neither support nor query, whose class is not told
 * @param distractors classes that are no answer but give as many unlabelled images each
 */
public record EpisodeForm(
    int ways,
    Count shots,
    Count queries,
    boolean unequal,
    boolean withinGroups,
    int unlabelled,
    int distractors) {

  public EpisodeForm {
    Require.atLeast(2, ways, "ways");
    Require.atLeast(0, unlabelled, "unlabelled");
    Require.atLeast(0, distractors, "distractors");
  }

  /** Of classes alike, all images labelled. */
  public EpisodeForm(int ways, Count shots, Count queries) {
    this(ways, shots, queries, false, false, 0, 0);
  }

  /** The most images of one class. */
  public long mostImages() {
    return (long) shots.most() + queries.most() + unlabelled;
  }
}
