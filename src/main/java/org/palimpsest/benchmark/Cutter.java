package org.palimpsest.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/** What every scenario needs to cut a data set: the class order, and which images are whose. */
final class Cutter {

  private final Dataset dataset;
  private final BenchmarkSpec spec;
  private final ClassOrder order;
  private final TrainImages train;
  private final int[][] test;

  /**
   * For one benchmark.
   *
   * @throws DataException if the data set does not have as many classes, or other ones than the
   *     order names
   */
  Cutter(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    this.dataset = dataset;
    this.spec = spec;
    this.order = order(dataset, spec, seeds);
    this.train = new TrainImages(dataset, spec, seeds, sessionOfLabel());
    this.test = Benchmarks.byLabel(dataset.test());
  }

  ClassOrder order() {
    return order;
  }

  /**
   * The images of a class that comes in a session, test images included.
   *
   * @param position of the class in the order
   * @param number of the class in the experiment
   * @throws DataException if there are none
   */
  ClassImages images(int position, int session, int number) {
    int label = order.label(position);
    return checked(train.of(label, session), label, number);
  }

  /** The same of a class whose images came in session 0 already, in another domain. */
  ClassImages again(int position, int number) {
    int label = order.label(position);
    return checked(train.again(label), label, number);
  }

  private ClassImages checked(ClassImages images, int label, int number) {
    Benchmarks.require(1, images.train().length, dataset, "training", label);
    Benchmarks.require(1, test[label].length, dataset, "test", label);
    return images.withTest(number, test[label]);
  }

  /** Images of several classes, class by class. */
  static Samples samples(
      Dataset dataset,
      ImageSet images,
      List<ClassImages> parts,
      Function<ClassImages, int[]> choice) {
    int[] indices = parts.stream().flatMapToInt(p -> IntStream.of(choice.apply(p))).toArray();
    int[] classes =
        parts.stream()
            .flatMapToInt(p -> IntStream.generate(p::classNumber).limit(choice.apply(p).length))
            .toArray();
    return new Samples(images, indices, classes, dataset.normalization());
  }

  /** A session of these images; {@code shown} is the data set that they are shown from. */
  static Session session(
      Dataset shown, int index, ClassSet classes, ClassSet earlier, List<ClassImages> parts) {
    return new Session(
        index,
        classes,
        earlier,
        samples(shown, shown.train(), parts, ClassImages::train),
        samples(shown, shown.train(), parts, ClassImages::validation),
        samples(shown, shown.test(), parts, ClassImages::test));
  }

  private static ClassOrder order(Dataset dataset, BenchmarkSpec spec, Seeds seeds) {
    if (spec.totalClasses() > dataset.classes()) {
      throw new DataException(
          "data set %s has %d classes, but base-classes = %d and %d sessions of %s ways need %d"
              .formatted(
                  dataset.name(),
                  dataset.classes(),
                  spec.baseClasses(),
                  spec.novel().sessions(),
                  spec.novel().waysText(),
                  spec.totalClasses()));
    }
    spec.classOrder()
        .refusal(dataset.classes())
        .ifPresent(
            why -> {
              throw new DataException(
                  "data set %s: the class order %s".formatted(dataset.name(), why));
            });
    return spec.classOrder().order(dataset.train().classNames(), seeds);
  }

  private Map<Integer, Integer> sessionOfLabel() {
    Map<Integer, Integer> sessions = new LinkedHashMap<>();
    int end = spec.baseClasses();
    int session = 0;
    for (int c = 0; c < spec.totalClasses(); c++) {
      if (c == end) {
        session++;
        end += spec.novel().ways(session);
      }
      sessions.put(order.label(c), session);
    }
    return sessions;
  }
}
