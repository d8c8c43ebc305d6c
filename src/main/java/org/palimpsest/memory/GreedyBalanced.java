package org.palimpsest.memory;

import java.util.random.RandomGenerator;
import org.palimpsest.conf.Part;

/**
 * The first images of each class, as many of each as fit evenly; a new class takes places of the
 * largest (Prabhu et al., "GDumb", ECCV 2020, algorithm 1).
 */
final class GreedyBalanced implements Policy {

  static final Part<Policy> PART =
      new Part<>(
          "greedy-balanced",
          "Prabhu et al., ECCV 2020, algorithm 1",
          "",
          section -> new GreedyBalanced());

  @Override
  public boolean isOnline() {
    return true;
  }

  @Override
  public int slot(Slots slots, int classNumber, RandomGenerator random) {
    int share = slots.capacity() / Math.max(1, slots.classesSeen());
    if (slots.count(classNumber) >= share) {
      return -1;
    }
    return slots.size() < slots.capacity()
        ? slots.size()
        : slots.anyOf(slots.largestClass(), random);
  }
}
