package org.palimpsest.benchmark;

import org.palimpsest.data.Samples;

/**
 * What is learnt at once: session 0 the base classes, every later one a few novel classes.
 *
 * @param index 0 for the base session
 * @param firstClass the class number of its first class; its classes are {@code firstClass ..
 *     firstClass + classes - 1}
 * @param classes how many new classes it brings
 * @param train what a learner may learn from in this session
 * @param validation held out from the training images for choices during training; may be empty
 * @param test the test images of this session's own classes; never shown to a learner's training
 */
public record Session(
    int index, int firstClass, int classes, Samples train, Samples validation, Samples test) {

  /** Number of classes seen once this session is learnt. */
  public int classesSeen() {
    return firstClass + classes;
  }
}
