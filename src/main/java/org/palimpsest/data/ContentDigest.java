package org.palimpsest.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.palimpsest.disk.Digests;

/** SHA-256 over images as they were decoded, and what belongs to them. */
public final class ContentDigest {

  private final MessageDigest digest = Digests.sha256();

  /** Over what an image transform does, whose name, size and tables say it all. */
  static byte[] of(String name, int channels, int height, int width, int[]... tables) {
    ContentDigest all = new ContentDigest().add(name).add(channels, height, width);
    for (int[] table : tables) {
      all.add(table);
    }
    return all.digest.digest();
  }

  /** Adds an image: its size and pixels. */
  public ContentDigest add(ImageSet images, int image) {
    digest.update(images.digest(image));
    return this;
  }

  /** Adds images in their order, each with its class number. */
  public ContentDigest add(Samples samples) {
    add(samples.classes());
    for (int image : samples.indices()) {
      add(samples.images(), image);
    }
    return this;
  }

  /** Adds a number of numbers. */
  public ContentDigest add(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + numbers.length));
    bytes.putInt(numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    digest.update(bytes.array());
    return this;
  }

  /** Adds a text. */
  public ContentDigest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
    return this;
  }

  /** Adds bytes as they are. */
  public ContentDigest add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds how pixels are normalised. */
  public ContentDigest add(Normalization normalization) {
    return add(normalization.mean() + " " + normalization.deviation());
  }

  /** Of everything added; in lower-case hexadecimal. */
  public String hex() {
    return Digests.hex(digest.digest());
  }
}
