package org.palimpsest.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two runs that answered the same episodes: do they differ? An episode is easy or hard for both, so
 * that the differences within episodes spread far less than the accuracies do. What is found is
 * about these trained models; whether training again gives the same is for seeds to say.
 *
 * @param difference mean of first minus second over all pairs, and its 95 % interval
 * @param t Student's paired test over the episodes; empty if there is no spread
 * @param runs how many pairs of runs the episodes are from
 */
public record PairedEpisodes(EpisodeInterval difference, Optional<PairedT> t, int runs) {

  /** The episodes of one setting as one run and another one answered them. */
  public record Answers(EpisodeCounts first, EpisodeCounts second) {

    /** Whether their episodes are of the same sizes, as far as both go. */
    public boolean alike() {
      int n = size();
      return first.setting().equals(second.setting())
          && first.totals().subList(0, n).equals(second.totals().subList(0, n));
    }

    private int size() {
      return Math.min(first.correct().size(), second.correct().size());
    }
  }

  /**
   * Pairs what both runs of each pair answered; the longer one's further episodes are left out.
   *
   * @param pairs of runs, at least one, each under another seed
   * @throws IllegalArgumentException if there is none, or the episodes differ
   */
  public static PairedEpisodes of(List<Answers> pairs) {
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (Answers pair : pairs) {
      if (!pair.alike()) {
        throw new IllegalArgumentException(
            "%s and %s are not the same episodes"
                .formatted(pair.first().setting(), pair.second().setting()));
      }
      double[] ofFirst = pair.first().accuracies();
      double[] ofSecond = pair.second().accuracies();
      for (int i = 0; i < pair.size(); i++) {
        first.add(ofFirst[i]);
        second.add(ofSecond[i]);
      }
    }
    double[] one = first.stream().mapToDouble(Double::doubleValue).toArray();
    double[] other = second.stream().mapToDouble(Double::doubleValue).toArray();
    return new PairedEpisodes(
        EpisodeInterval.of(Moments.differences(one, other)), PairedT.of(one, other), pairs.size());
  }
}
