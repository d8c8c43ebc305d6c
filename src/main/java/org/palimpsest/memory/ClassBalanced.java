package org.palimpsest.memory;

import java.util.random.RandomGenerator;
import org.palimpsest.conf.Part;

/**
 * A reservoir for each class, all as large as they can be together: a class that has fewer images
 * than the largest takes the place of one of them, any other replaces one of its own (Chrysakis and
 * Moens, "Online Continual Learning from Imbalanced Data", ICML 2020, algorithm 1). One image fewer
 * is no such lag: two classes whose shares are no whole numbers would take each other's places for
 * ever, and hold their latest images instead of a sample of all.
 */
final class ClassBalanced implements Policy {

  static final Part<Policy> PART =
      new Part<>(
          "class-balanced",
          "Chrysakis and Moens, ICML 2020, algorithm 1",
          "",
          section -> new ClassBalanced());

  @Override
  public boolean isOnline() {
    return true;
  }

  @Override
  public int slot(Slots slots, int classNumber, RandomGenerator random) {
    boolean hasPlaceOfItsOwn = slots.count(classNumber) < slots.quota();
    if (hasPlaceOfItsOwn && slots.size() < slots.capacity()) {
      return slots.size();
    }
    if (slots.size() == 0) {
      return -1;
    }
    int largest = slots.largestClass();
    if (hasPlaceOfItsOwn && slots.count(classNumber) + 1 < slots.count(largest)) {
      return slots.anyOf(largest, random);
    }
    boolean taken = random.nextLong(slots.offered(classNumber)) < slots.count(classNumber);
    return taken ? slots.anyOf(classNumber, random) : -1;
  }
}
