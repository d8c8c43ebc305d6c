package org.palimpsest.head;

import java.util.List;
import org.palimpsest.engine.Initialization;
import org.palimpsest.tensor.Seeds;

/**
 * What a head is built for.
 *
 * @param width of the embedding
 * @param channels of the feature map
 * @param mapHeight of the feature map
 * @param mapWidth of the feature map
 * @param classes of the whole experiment
 * @param initialization of a trained classifier
 * @param seeds of the run
 * @param names of the classes by number; empty if nobody told
 */
public record HeadShape(
    int width,
    int channels,
    int mapHeight,
    int mapWidth,
    int classes,
    Initialization initialization,
    Seeds seeds,
    List<String> names) {

  public HeadShape {
    names = List.copyOf(names);
  }

  /** Of classes without names. */
  public HeadShape(
      int width,
      int channels,
      int mapHeight,
      int mapWidth,
      int classes,
      Initialization initialization,
      Seeds seeds) {
    this(width, channels, mapHeight, mapWidth, classes, initialization, seeds, List.of());
  }

  /** For maps of one position. */
  public HeadShape(int width, int channels, int classes, Seeds seeds) {
    this(width, channels, 1, 1, classes, Initialization.FAN_IN, seeds);
  }
}
