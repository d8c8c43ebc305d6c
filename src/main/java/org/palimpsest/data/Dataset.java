package org.palimpsest.data;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data set as its publisher splits it.
 *
 * @param name its name in configurations
 * @param train training images
 * @param test test images, of the same size and classes
 * @param normalization how networks want its pixels
 * @param sha256 of everything that was read, lower-case hexadecimal
 * @param leftOut how many files in a folder of images are not used, by reason
 */
public record Dataset(
    String name,
    ImageSet train,
    ImageSet test,
    Normalization normalization,
    String sha256,
    Map<String, Integer> leftOut) {

  public Dataset {
    leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
    if (!train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException(
          "%s: training and test images have different classes".formatted(name));
    }
    if (train.bytesPerImage() != test.bytesPerImage()
        || train.channels() != test.channels()
        || train.height() != test.height()) {
      throw new IllegalArgumentException(
          "%s: training and test images have different sizes".formatted(name));
    }
  }

  /** A data set of which every file is used. */
  public Dataset(
      String name, ImageSet train, ImageSet test, Normalization normalization, String sha256) {
    this(name, train, test, normalization, sha256, Map.of());
  }

  /** Number of classes. */
  public int classes() {
    return train.classNames().size();
  }
}
