package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;

/**
 * A data set cut by classes: which are learnt from, which choices are made by, and which are tested
 * with. All images of a class go with it, whatever its publisher calls training and test images.
 *
 * @param dataset whose training images are those of the background and validation classes, and
 *     whose test images are those of the test classes
 * @param order background classes first, then validation, then test classes, then all others
 * @param background classes, at least 1
 * @param validation classes, 0 or more
 * @param test classes, at least 1
 */
record EpisodicSplit(Dataset dataset, ClassOrder order, int background, int validation, int test) {

  /**
   * Cuts by numbers of classes.
   *
   * @throws DataException if the data set has fewer
   */
  static EpisodicSplit of(
      Dataset whole, ClassOrder order, int background, int validation, int test) {
    int needed = background + validation + test;
    if (needed > whole.classes()) {
      throw new DataException(
          "data set %s has %d classes, but background = %d, validation = %d and test = %d need %d"
              .formatted(whole.name(), whole.classes(), background, validation, test, needed));
    }
    boolean[] asked = new boolean[whole.classes()];
    boolean[] learnt = new boolean[whole.classes()];
    for (int c = 0; c < needed; c++) {
      (c < background + validation ? learnt : asked)[order.label(c)] = true;
    }
    Dataset cut =
        new Dataset(
            whole.name(),
            images(whole, learnt),
            images(whole, asked),
            whole.normalization(),
            whole.sha256(),
            whole.leftOut());
    return new EpisodicSplit(cut, order, background, validation, test);
  }

  private static ImageSet images(Dataset whole, boolean[] wanted) {
    ImageSet like = whole.train();
    int bytes = like.bytesPerImage();
    List<byte[]> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (ImageSet images : List.of(whole.train(), whole.test())) {
      for (int i = 0; i < images.size(); i++) {
        if (wanted[images.label(i)]) {
          pixels.add(images.image(i));
          labels.add(images.label(i));
        }
      }
    }
    byte[] all = new byte[Math.multiplyExact(pixels.size(), bytes)];
    for (int i = 0; i < pixels.size(); i++) {
      System.arraycopy(pixels.get(i), 0, all, i * bytes, bytes);
    }
    return new ImageSet(
        all,
        labels.stream().mapToInt(Integer::intValue).toArray(),
        like.channels(),
        like.height(),
        like.width(),
        like.classNames());
  }

  Session session() {
    int first = background + validation;
    return new Session(
        0,
        ClassSet.range(0, background),
        ClassSet.EMPTY,
        samples(dataset.train(), 0, background),
        samples(dataset.train(), background, first),
        samples(dataset.test(), first, first + test));
  }

  /** All images of the classes {@code from .. to - 1}, class by class. */
  private Samples samples(ImageSet images, int from, int to) {
    int[][] byLabel = Benchmarks.byLabel(images);
    IntStream.Builder indices = IntStream.builder();
    IntStream.Builder classes = IntStream.builder();
    for (int c = from; c < to; c++) {
      for (int index : byLabel[order.label(c)]) {
        indices.add(index);
        classes.add(c);
      }
    }
    return new Samples(
        images, indices.build().toArray(), classes.build().toArray(), dataset.normalization());
  }
}
