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
    // A share that is no whole number lets some classes have one more, so that no place is idle.
    long needed = (long) slots.count(classNumber) * slots.classesSeen();
    if (needed >= slots.capacity()) {
      return -1;
    }
    if (slots.size() < slots.capacity()) {
      return slots.size();
    }
    int largest = slots.largestClass();
    boolean evens = slots.count(largest) > slots.count(classNumber) + 1;
    return evens ? slots.anyOf(largest, random) : -1;
  }
}
