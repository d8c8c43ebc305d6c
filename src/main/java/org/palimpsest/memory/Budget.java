package org.palimpsest.memory;

import java.util.Locale;

/**
 * How much may be stored.
 *
 * @param unit of the limit
 * @param limit in that unit, 1 or more
 */
public record Budget(Unit unit, long limit) {

  /** What a limit counts. */
  public enum Unit {
    IMAGES,
    IMAGES_PER_CLASS,
    BYTES;

    /** In configurations. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Images that a class may have, whatever the others have; no limit but for images a class. */
  int quota() {
    return unit == Unit.IMAGES_PER_CLASS ? Math.toIntExact(limit) : Integer.MAX_VALUE;
  }

  /**
   * How many images fit.
   *
   * @param bytesPerImage of one stored image with its label and all that is stored beside it
   * @param counters bytes of the memory's own counters
   * @param classes seen so far
   */
  int capacity(long bytesPerImage, long counters, int classes) {
    long images =
        switch (unit) {
          case IMAGES -> limit;
          case IMAGES_PER_CLASS -> limit * classes;
          case BYTES -> Math.max(0, limit - counters) / bytesPerImage;
        };
    return Math.toIntExact(Math.min(images, Integer.MAX_VALUE - 8));
  }
}
