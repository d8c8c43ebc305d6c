package org.palimpsest.data;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param split which classes are for what, if it is cut by classes: the training images are then
 *     those of the background and validation classes, the test images those of the test classes
 * @param groups the group that each class belongs to, by label, such as an alphabet or a
 *     superclass; empty if there are none
 */
public record Dataset(
    String name,
    ImageSet train,
    ImageSet test,
    Normalization normalization,
    String sha256,
    Map<String, Integer> leftOut,
    Optional<ClassSplit> split,
    List<String> groups) {

  public Dataset {
    leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
    groups = List.copyOf(groups);
    if (!groups.isEmpty() && groups.size() != train.classNames().size()) {
      throw new IllegalArgumentException(
          "%s: %d groups of %d classes".formatted(name, groups.size(), train.classNames().size()));
    }
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

  /** A data set that is cut by images, not by classes. */
  public Dataset(
      String name,
      ImageSet train,
      ImageSet test,
      Normalization normalization,
      String sha256,
      Map<String, Integer> leftOut) {
    this(name, train, test, normalization, sha256, leftOut, Optional.empty(), List.of());
  }

  /** The same with other numbers for the pixels. */
  Dataset with(Normalization other) {
    return new Dataset(name, train, test, other, sha256, leftOut, split, groups);
  }

  /** Number of classes. */
  public int classes() {
    return train.classNames().size();
  }
}
