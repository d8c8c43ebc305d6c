package org.palimpsest.memory;

import java.util.random.RandomGenerator;
import org.palimpsest.conf.Part;

/** Every image that came is stored with the same probability (Vitter 1985, algorithm R). */
final class Reservoir implements Policy {

  static final Part<Policy> PART =
      new Part<>("reservoir", "Vitter 1985, algorithm R", "", section -> new Reservoir());

  @Override
  public boolean isOnline() {
    return true;
  }

  @Override
  public boolean knowsClasses() {
    return false;
  }

  @Override
  public int slot(Slots slots, int classNumber, RandomGenerator random) {
    if (slots.size() < slots.capacity()) {
      return slots.size();
    }
    long place = random.nextLong(slots.offered());
    return place < slots.capacity() ? (int) place : -1;
  }
}
