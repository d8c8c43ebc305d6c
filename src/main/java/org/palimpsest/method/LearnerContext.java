package org.palimpsest.method;

import java.util.Optional;
import org.palimpsest.engine.Engine;
import org.palimpsest.tensor.Seeds;

/**
 * What a learner is built with, besides its own settings.
 *
 * @param engine that builds its networks
 * @param seeds of this run
 * @param channels of the images
 * @param height of the images, pixels
 * @param width of the images, pixels
 * @param totalClasses how many classes all sessions have together
 * @param initial what its networks start from instead of random weights
 */
public record LearnerContext(
    Engine engine,
    Seeds seeds,
    int channels,
    int height,
    int width,
    int totalClasses,
    Optional<InitialWeights> initial) {

  /** Networks start from random weights. */
  public LearnerContext(
      Engine engine, Seeds seeds, int channels, int height, int width, int totalClasses) {
    this(engine, seeds, channels, height, width, totalClasses, Optional.empty());
  }

  /** The same, but networks start from these weights. */
  public LearnerContext startingFrom(InitialWeights weights) {
    return new LearnerContext(
        engine, seeds, channels, height, width, totalClasses, Optional.of(weights));
  }
}
