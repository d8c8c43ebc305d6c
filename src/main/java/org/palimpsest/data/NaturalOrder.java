package org.palimpsest.data;

import java.util.Comparator;

/**
 * Orders names as a person does: {@code class2} before {@code class10}. Sorting as text would give
 * class 10 the label of class 2.
 */
final class NaturalOrder implements Comparator<String> {

  static final NaturalOrder INSTANCE = new NaturalOrder();

  private NaturalOrder() {}

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int left = end(a, i);
      int right = end(b, j);
      int order =
          isDigit(a.charAt(i)) && isDigit(b.charAt(j))
              ? numbers(a, i, left, b, j, right)
              : texts(a, i, left, b, j, right);
      if (order != 0) {
        return order;
      }
      i = left;
      j = right;
    }
    // Equal but for leading zeros, or one is the beginning of the other.
    return i < a.length() ? 1 : j < b.length() ? -1 : a.compareTo(b);
  }

  /** Where the digits, or what is none, end that begin here. */
  private static int end(String text, int from) {
    boolean digits = isDigit(text.charAt(from));
    int end = from + 1;
    while (end < text.length() && isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  /** Of numbers without leading zeros the longer one is greater. */
  private static int numbers(String a, int i, int left, String b, int j, int right) {
    int first = significant(a, i, left);
    int second = significant(b, j, right);
    int lengths = Integer.compare(left - first, right - second);
    return lengths != 0 ? lengths : texts(a, first, left, b, second, right);
  }

  private static int significant(String digits, int from, int end) {
    int first = from;
    while (first < end && digits.charAt(first) == '0') {
      first++;
    }
    return first;
  }

  private static int texts(String a, int i, int left, String b, int j, int right) {
    int common = Math.min(left - i, right - j);
    for (int k = 0; k < common; k++) {
      if (a.charAt(i + k) != b.charAt(j + k)) {
        return a.charAt(i + k) - b.charAt(j + k);
      }
    }
    return (left - i) - (right - j);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
