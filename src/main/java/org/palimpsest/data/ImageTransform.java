package org.palimpsest.data;

/**
 * Makes one image out of another, in the same way each time: what tells one domain of a data set
 * from another. Immutable, hence for any number of threads.
 */
public interface ImageTransform {

  /** Rows of what it makes. */
  int height();

  /** Columns of what it makes. */
  int width();

  /** SHA-256 over all that it does to an image, 32 bytes; equal digests, equal transforms. */
  byte[] digest();

  /**
   * Makes an image.
   *
   * @param from holds the image, {@code [channels, its height, its width]}
   * @param at position of its first byte
   * @param into {@code [channels, height(), width()]}, all of which is written
   */
  void apply(byte[] from, int at, byte[] into);
}
