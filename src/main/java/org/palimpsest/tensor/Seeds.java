package org.palimpsest.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The source of all randomness of one run.
 *
 * <p>Every purpose gets a generator of its own, derived from the run's seed, the purpose's name and
 * its indices (session, epoch, ...). No generator is shared and none has a state that outlives its
 * purpose, hence a run resumed at an epoch draws exactly what an uninterrupted run draws there.
 *
 * @param root the run's seed, any value
 */
public record Seeds(long root) {

  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /**
   * A fresh generator for one purpose.
   *
   * @param purpose what is drawn, such as {@code "class-order"} or {@code "augment"}
   * @param indices which one of several: session, epoch, block
   */
  public RandomGenerator generator(String purpose, long... indices) {
    byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 + name.length + 8 * indices.length);
    bytes.putLong(root).putInt(name.length).put(name);
    for (long index : indices) {
      bytes.putLong(index);
    }
    return FACTORY.create(sha256(bytes.array()));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
