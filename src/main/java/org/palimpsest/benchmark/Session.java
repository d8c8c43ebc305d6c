package org.palimpsest.benchmark;

import org.palimpsest.data.Samples;

/**
 * What is learnt at once.
 *
 * @param index 0 for the base session
 * @param classes that it brings images of
 * @param earlier classes of the sessions before it; some of its own where classes repeat
 * @param train what a learner may learn from in this session
 * @param validation held out from the training images for choices during training; may be empty
 * @param test the test images that this session is tested with; never shown to a learner's training
 */
public record Session(
    int index,
    ClassSet classes,
    ClassSet earlier,
    Samples train,
    Samples validation,
    Samples test) {

  /** A session of the classes {@code first .. first + count - 1}, after all those before them. */
  public static Session ofRange(
      int index, int first, int count, Samples train, Samples validation, Samples test) {
    return new Session(
        index,
        ClassSet.range(first, first + count),
        ClassSet.range(0, first),
        train,
        validation,
        test);
  }

  /** Its own classes and those of all sessions before it. */
  public ClassSet seen() {
    return earlier.and(classes);
  }
}
