package org.palimpsest.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a misspelt word was probably meant to be. */
public final class Nearest {

  private Nearest() {}

  /**
   * The candidates closest to {@code word}, best first; none if all are too far away: more than a
   * third of the word's letters would have to change.
   */
  static List<String> to(String word, Collection<String> candidates) {
    int allowed = Math.max(1, word.length() / 3);
    int best = candidates.stream().mapToInt(c -> distance(word, c)).min().orElse(Integer.MAX_VALUE);
    if (best > allowed) {
      return List.of();
    }
    return candidates.stream()
        .distinct()
        .filter(candidate -> distance(word, candidate) == best)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  /** {@code ; did you mean "x"?}, or nothing where nothing is close. */
  public static String hint(String word, Collection<String> candidates) {
    List<String> near = to(word, candidates);
    return near.isEmpty() ? "" : "; did you mean \"" + String.join("\" or \"", near) + "\"?";
  }

  /**
   * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each of
   * cost 1, upper and lower case alike.
   */
  static int distance(String a, String b) {
    String from = a.toLowerCase(Locale.ROOT);
    String to = b.toLowerCase(Locale.ROOT);
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[from.length()][to.length()];
  }
}
