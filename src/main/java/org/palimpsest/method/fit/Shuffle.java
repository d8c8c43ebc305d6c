package org.palimpsest.method.fit;

import java.util.random.RandomGenerator;

/** Orders of chance. */
public final class Shuffle {

  private Shuffle() {}

  /** The numbers {@code 0 .. size - 1}, every order equally likely. */
  public static int[] of(int size, RandomGenerator random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
