package org.palimpsest.memory;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What an online policy may know of a memory: whose images it holds and how many have come. */
public final class Slots {

  private final int[] countByClass;
  private final long[] offeredByClass;
  private int[] classes = new int[16];
  private int size;
  private int capacity;
  private int quota = Integer.MAX_VALUE;
  private long offered;

  Slots(int classesOfExperiment) {
    countByClass = new int[classesOfExperiment];
    offeredByClass = new long[classesOfExperiment];
  }

  /** Images stored. */
  public int size() {
    return size;
  }

  /** Images that fit. */
  public int capacity() {
    return capacity;
  }

  /** Images that a class may have. */
  public int quota() {
    return quota;
  }

  /** Images that came so far, the one asked about included. */
  public long offered() {
    return offered;
  }

  /** Images of a class that came so far, the one asked about included. */
  public long offered(int classNumber) {
    return offeredByClass[classNumber];
  }

  /** Stored images of a class. */
  public int count(int classNumber) {
    return countByClass[classNumber];
  }

  /** Classes that came so far. */
  public int classesSeen() {
    return (int) Arrays.stream(offeredByClass).filter(count -> count > 0).count();
  }

  /** The class with most stored images, the lower number at a tie. */
  public int largestClass() {
    int largest = 0;
    for (int c = 1; c < countByClass.length; c++) {
      largest = countByClass[c] > countByClass[largest] ? c : largest;
    }
    return largest;
  }

  /** A slot of a class that has one, each equally likely. */
  public int anyOf(int classNumber, RandomGenerator random) {
    int nth = random.nextInt(countByClass[classNumber]);
    for (int slot = 0; slot < size; slot++) {
      if (classes[slot] == classNumber && nth-- == 0) {
        return slot;
      }
    }
    throw new IllegalStateException("class %d has no slot".formatted(classNumber));
  }

  int classAt(int slot) {
    return classes[slot];
  }

  void capacity(int images, int ofOneClass) {
    capacity = images;
    quota = ofOneClass;
  }

  void offer(int classNumber) {
    offered++;
    offeredByClass[classNumber]++;
  }

  void put(int slot, int classNumber) {
    if (slot == size) {
      size++;
      classes = size > classes.length ? Arrays.copyOf(classes, 2 * classes.length) : classes;
    } else {
      countByClass[classes[slot]]--;
    }
    classes[slot] = classNumber;
    countByClass[classNumber]++;
  }

  void clear() {
    size = 0;
    Arrays.fill(countByClass, 0);
  }

  /** Images that came, in all and by class. */
  long[] counters() {
    long[] counters = new long[1 + offeredByClass.length];
    counters[0] = offered;
    System.arraycopy(offeredByClass, 0, counters, 1, offeredByClass.length);
    return counters;
  }

  void counters(long[] saved) {
    offered = saved[0];
    System.arraycopy(saved, 1, offeredByClass, 0, offeredByClass.length);
  }
}
