package org.palimpsest.data;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Lets as much be decoded at once as there is memory for, however many processors there are. */
final class MemoryBudget {

  private static final int UNIT = 1 << 10;

  /** What decoding takes of a pixel: samples as read, as planes and while they are resampled. */
  static final int BYTES_PER_PIXEL = 10;

  private final int units;
  private final Semaphore free;

  /**
   * A budget.
   *
   * @param bytes that may be in use at once
   */
  MemoryBudget(long bytes) {
    units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    free = new Semaphore(units);
  }

  /** A quarter of what Java may use. */
  static MemoryBudget ofProcess() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Works once there is room; what needs more than there is works alone. */
  <T> T within(long bytes, Supplier<T> work) {
    int wanted = (int) Math.max(1, Math.min(units, bytes / UNIT));
    free.acquireUninterruptibly(wanted);
    try {
      return work.get();
    } finally {
      free.release(wanted);
    }
  }

  /** What images may take of Java's memory: the rest is for decoding and for training. */
  static long available(long most, long used) {
    return most - used - most / 4;
  }

  /**
   * Sees to it that images will fit, before any is decoded.
   *
   * @throws NotEnoughMemoryException saying how much is needed, and what helps
   */
  static void require(String place, long images, long bytesPerImage) {
    Runtime java = Runtime.getRuntime();
    long needed = images * bytesPerImage;
    long available = available(java.maxMemory(), java.totalMemory() - java.freeMemory());
    if (needed > available) {
      throw new NotEnoughMemoryException(
          ("%s: %,d images of %,d bytes need %,d MB of memory, and of the %,d MB that Java may use"
                  + " %,d are free for them. benchmark.dataset.image-size = N makes them smaller;"
                  + " PALIMPSEST_JAVA_OPTIONS=-Xmx%dm gives Java more")
              .formatted(
                  place,
                  images,
                  bytesPerImage,
                  (needed >> 20) + 1,
                  java.maxMemory() >> 20,
                  Math.max(0, available) >> 20,
                  (needed >> 20) * 3 / 2 + 1024));
    }
  }
}
