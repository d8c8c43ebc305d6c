package org.palimpsest.benchmark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.ImageSet;

/**
 * Numbers the different contents among images: two images get the same number if and only if all
 * their pixels agree. A hash finds candidates, the bytes decide.
 */
final class ContentGroups {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private record First(ImageSet images, int image, int group) {}

  private final Map<Long, List<First>> byHash = new HashMap<>();
  private int groups;

  /** The number of this image's content; new contents are numbered upwards from 0. */
  int of(ImageSet images, int image) {
    List<First> candidates =
        byHash.computeIfAbsent(hash(images, image), hash -> new ArrayList<>(1));
    for (First first : candidates) {
      if (same(images, image, first)) {
        return first.group;
      }
    }
    candidates.add(new First(images, image, groups));
    return groups++;
  }

  /** How many different contents there were. */
  int size() {
    return groups;
  }

  private static boolean same(ImageSet images, int image, First first) {
    ImageSet.Reader one = images.reader().seek(image);
    ImageSet.Reader other = first.images.reader().seek(first.image);
    return Arrays.equals(
        one.bytes(),
        one.at(),
        one.at() + images.bytesPerImage(),
        other.bytes(),
        other.at(),
        other.at() + first.images.bytesPerImage());
  }

  /** 64 bits, eight pixels at a time. */
  private static long hash(ImageSet images, int image) {
    ImageSet.Reader reader = images.reader().seek(image);
    byte[] pixels = reader.bytes();
    int at = reader.at();
    int end = at + images.bytesPerImage();
    long hash = images.bytesPerImage();
    for (; at + 8 <= end; at += 8) {
      hash = mix(hash ^ (long) LONGS.get(pixels, at));
    }
    for (; at < end; at++) {
      hash = mix(hash ^ pixels[at]);
    }
    return hash;
  }

  private static long mix(long value) {
    long mixed = value * 0x9e3779b97f4a7c15L;
    return mixed ^ (mixed >>> 32);
  }
}
