package org.palimpsest.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Some images of a set under the class numbers of an experiment. A class number is a position in
 * the class order, hence classes seen so far are always {@code 0 .. classesSeen - 1}.
 *
 * @param images where the pixels are
 * @param indices which images, {@code [samples]}
 * @param classes the class number of each, {@code [samples]}
 * @param normalization how networks want the pixels
 */
@SuppressWarnings("ArrayRecordComponent") // plain index arrays; compared by nobody
public record Samples(ImageSet images, int[] indices, int[] classes, Normalization normalization) {

  public Samples {
    if (indices.length != classes.length) {
      throw new IllegalArgumentException(
          "%d images but %d classes".formatted(indices.length, classes.length));
    }
  }

  public int size() {
    return indices.length;
  }

  /** The samples at these positions, in this order. */
  public Samples at(int[] positions) {
    int[] chosen = new int[positions.length];
    int[] chosenClasses = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      chosen[i] = indices[positions[i]];
      chosenClasses[i] = classes[positions[i]];
    }
    return new Samples(images, chosen, chosenClasses, normalization);
  }

  /** The samples of one class, in their order. */
  public Samples of(int classNumber) {
    return at(IntStream.range(0, size()).filter(i -> classes[i] == classNumber).toArray());
  }

  /** These samples followed by others of the same set. */
  public Samples and(Samples others) {
    if (others.images != images) {
      throw new IllegalArgumentException("samples of two sets of images do not make one list");
    }
    return new Samples(
        images, joined(indices, others.indices), joined(classes, others.classes), normalization);
  }

  private static int[] joined(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
