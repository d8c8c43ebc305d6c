package org.palimpsest.data;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Orders names as a person does: {@code class2} before {@code class10}. Sorting as text would give
 * class 10 the label of class 2.
 */
final class NaturalOrder implements Comparator<String> {

  static final NaturalOrder INSTANCE = new NaturalOrder();
  private static final Pattern PIECE = Pattern.compile("[0-9]+|[^0-9]+");

  private NaturalOrder() {}

  @Override
  public int compare(String a, String b) {
    var left = PIECE.matcher(a).results().map(MatchResult::group).iterator();
    var right = PIECE.matcher(b).results().map(MatchResult::group).iterator();
    while (left.hasNext() && right.hasNext()) {
      int order = comparePieces(left.next(), right.next());
      if (order != 0) {
        return order;
      }
    }
    // Equal but for leading zeros, or one is the beginning of the other.
    return left.hasNext() ? 1 : right.hasNext() ? -1 : a.compareTo(b);
  }

  private static int comparePieces(String a, String b) {
    boolean numbers = isDigit(a.charAt(0)) && isDigit(b.charAt(0));
    return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
