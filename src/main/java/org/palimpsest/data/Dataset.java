package org.palimpsest.data;

/**
 * A data set as its publisher splits it.
 *
 * @param name its name in configurations
 * @param train training images
 * @param test test images, of the same size and classes
 * @param normalization how networks want its pixels
 * @param sha256 of everything that was read, lower-case hexadecimal
 */
public record Dataset(
    String name, ImageSet train, ImageSet test, Normalization normalization, String sha256) {

  public Dataset {
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

  /** Number of classes. */
  public int classes() {
    return train.classNames().size();
  }
}
