package org.palimpsest.head;

import java.util.random.RandomGenerator;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;

/** A session from a head's point of view: its images, seen through the encoder as it is now. */
public interface Lesson {

  Session session();

  /** Stored images of classes seen so far; may be empty. */
  Samples exemplars();

  /**
   * Features of images as they are, without augmentation.
   *
   * @param maps whether the map is wanted; it is {@code [samples, 0]} otherwise
   */
  Features features(Samples samples, boolean maps);

  /** Whether the classifier's rows may be trained again after this session. */
  boolean trainsLater();

  /** A generator of this session's for one purpose. */
  RandomGenerator random(String purpose);
}
