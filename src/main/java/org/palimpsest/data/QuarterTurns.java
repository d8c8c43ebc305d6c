package org.palimpsest.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.palimpsest.data.ClassSplit.Role;

/**
 * Makes four classes of each: its images as they are, and turned counter-clockwise by 90, 180 and
 * 270 degrees. A class that was for something goes there with all its turns, and stays in its
 * group.
 *
 * <p>Source: Omniglot as Vinyals et al., NeurIPS 2016, and Santoro et al., ICML 2016, use it.
 */
final class QuarterTurns {

  static final int TURNS = 4;

  private QuarterTurns() {}

  /** Name of a class when it is turned so many quarters; unturned it keeps its own. */
  static String name(String className, int quarters) {
    return quarters == 0
        ? className
        : String.format(Locale.ROOT, "%s-rot%03d", className, 90 * quarters);
  }

  /**
   * Turns all images of a data set.
   *
   * @throws DataException if they are not square, or too many then
   */
  static Dataset of(Dataset dataset) {
    ImageSet train = dataset.train();
    if (train.height() != train.width()) {
      throw new DataException(
          dataset.name(),
          "images of %d x %d pixels".formatted(train.height(), train.width()),
          "square ones, for rotations = classes; image-size = N makes them so");
    }
    List<String> names = names(train.classNames());
    return new Dataset(
        dataset.name(),
        turned(dataset.name(), train, names),
        turned(dataset.name(), dataset.test(), names),
        dataset.normalization(),
        new ContentDigest().add(dataset.sha256()).add("rotations = classes").hex(),
        dataset.leftOut(),
        dataset.split().map(QuarterTurns::of),
        dataset.groups().stream().flatMap(g -> Collections.nCopies(TURNS, g).stream()).toList());
  }

  private static ClassSplit of(ClassSplit split) {
    return new ClassSplit(
        names(split.of(Role.BACKGROUND)),
        names(split.of(Role.VALIDATION)),
        names(split.of(Role.TEST)));
  }

  private static List<String> names(List<String> classNames) {
    List<String> names = new ArrayList<>();
    for (String name : classNames) {
      for (int q = 0; q < TURNS; q++) {
        names.add(name(name, q));
      }
    }
    return names;
  }

  private static ImageSet turned(String place, ImageSet images, List<String> names) {
    int bytes = images.bytesPerImage();
    if ((long) images.size() * TURNS * bytes > Integer.MAX_VALUE - 8) {
      throw new DataException(
          place,
          "%,d images of %,d bytes".formatted((long) images.size() * TURNS, bytes),
          "at most 2 GiB of pixels in a split; a smaller image-size helps");
    }
    byte[] pixels = new byte[images.size() * TURNS * bytes];
    int[] labels = new int[images.size() * TURNS];
    for (int i = 0; i < images.size(); i++) {
      Picture picture =
          new Picture(images.channels(), images.height(), images.width(), images.image(i));
      for (int q = 0; q < TURNS; q++) {
        int at = i * TURNS + q;
        System.arraycopy(picture.turned(q).pixels(), 0, pixels, at * bytes, bytes);
        labels[at] = images.label(i) * TURNS + q;
      }
    }
    return new ImageSet(pixels, labels, images.channels(), images.height(), images.width(), names);
  }
}
