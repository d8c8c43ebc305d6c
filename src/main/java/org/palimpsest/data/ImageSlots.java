package org.palimpsest.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The pixels of training and test images, and which file's go where; so that decoding needs no
 * second place to put them.
 */
final class ImageSlots {

  private final int bytesPerImage;
  private final List<Path> trainFiles;
  private final List<Path> testFiles;
  private final byte[] train;
  private final byte[] test;

  /**
   * By position: index among the training images, or the complement of one among the test images.
   */
  private final int[] slots;

  /**
   * Empty slots.
   *
   * @param files by position
   * @param trainFiles in the order of training images
   * @param testFiles in the order of test images
   * @throws DataException if either has more bytes than an array holds
   */
  ImageSlots(List<Path> files, List<Path> trainFiles, List<Path> testFiles, int bytesPerImage) {
    this.bytesPerImage = bytesPerImage;
    this.trainFiles = trainFiles;
    this.testFiles = testFiles;
    train = array(trainFiles, bytesPerImage);
    test = array(testFiles, bytesPerImage);
    Map<Path, Integer> places = new HashMap<>();
    for (int i = 0; i < trainFiles.size(); i++) {
      places.put(trainFiles.get(i), i);
    }
    for (int i = 0; i < testFiles.size(); i++) {
      places.put(testFiles.get(i), ~i);
    }
    slots = files.stream().mapToInt(file -> places.getOrDefault(file, 0)).toArray();
  }

  /**
   * Empty slots of images that are no files; all of them are called training images.
   *
   * @param place what to call them in messages
   */
  ImageSlots(String place, int images, int bytesPerImage) {
    this.bytesPerImage = bytesPerImage;
    trainFiles = List.of();
    testFiles = List.of();
    train = array(place, images, bytesPerImage);
    test = new byte[0];
    slots = IntStream.range(0, images).toArray();
  }

  private static byte[] array(List<Path> files, int bytesPerImage) {
    String place = files.isEmpty() ? "no file" : files.get(0).toString();
    return array(place, files.size(), bytesPerImage);
  }

  private static byte[] array(String place, int images, int bytesPerImage) {
    long bytes = (long) images * bytesPerImage;
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new DataException(
          place,
          "the first of %,d images of %,d bytes".formatted(images, bytesPerImage),
          "at most 2 GiB of pixels in a split; a smaller image-size helps");
    }
    return new byte[(int) bytes];
  }

  int size() {
    return slots.length;
  }

  int bytesPerImage() {
    return bytesPerImage;
  }

  /** Puts the image of one position; of several threads each has other positions. */
  void put(int position, byte[] pixels) {
    System.arraycopy(pixels, 0, side(position), at(position), bytesPerImage);
  }

  void write(int position, OutputStream out) throws IOException {
    out.write(side(position), at(position), bytesPerImage);
  }

  void read(int position, DataInputStream in) throws IOException {
    in.readFully(side(position), at(position), bytesPerImage);
  }

  /** Pixels of all images that are no files. */
  byte[] all() {
    return train;
  }

  /** Pixels of the training images without those of bad files. */
  byte[] train(Set<Path> bad) {
    return without(bad, trainFiles, train);
  }

  /** Pixels of the test images without those of bad files. */
  byte[] test(Set<Path> bad) {
    return without(bad, testFiles, test);
  }

  private byte[] without(Set<Path> bad, List<Path> files, byte[] pixels) {
    int kept = 0;
    for (int i = 0; i < files.size(); i++) {
      if (!bad.contains(files.get(i))) {
        int at = bytesPerImage * kept++;
        System.arraycopy(pixels, i * bytesPerImage, pixels, at, bytesPerImage);
      }
    }
    return kept == files.size() ? pixels : Arrays.copyOf(pixels, kept * bytesPerImage);
  }

  private byte[] side(int position) {
    return slots[position] < 0 ? test : train;
  }

  private int at(int position) {
    int slot = slots[position];
    return bytesPerImage * (slot < 0 ? ~slot : slot);
  }
}
