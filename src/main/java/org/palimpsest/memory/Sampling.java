package org.palimpsest.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws without replacement at a cost that does not grow with what is drawn from. */
final class Sampling {

  private Sampling() {}

  /** The first {@code count} of a shuffle of {@code 0 .. from - 1}. */
  static int[] distinct(int from, int count, RandomGenerator random) {
    Map<Integer, Integer> moved = new HashMap<>();
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(from - i);
      drawn[i] = moved.getOrDefault(j, j);
      moved.put(j, moved.getOrDefault(i, i));
    }
    return drawn;
  }
}
