package org.palimpsest.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.tensor.Seeds;

/** Chooses, class by class, which training images are learnt from and which are held out. */
final class TrainImages {

  private static final int[] NONE = {};

  private final Dataset dataset;
  private final BenchmarkSpec spec;
  private final Seeds seeds;
  private final int[][] byLabel;
  private final Map<Integer, int[]> listed;
  private final boolean[] hasCopy;

  /**
   * Chooses for a whole benchmark.
   *
   * @param sessionOfLabel the session of each label in use
   */
  TrainImages(
      Dataset dataset, BenchmarkSpec spec, Seeds seeds, Map<Integer, Integer> sessionOfLabel) {
    this.dataset = dataset;
    this.spec = spec;
    this.seeds = seeds;
    this.byLabel = Benchmarks.byLabel(dataset.train());
    this.listed = spec.novel().shotList().map(path -> list(path, sessionOfLabel)).orElse(Map.of());
    this.hasCopy = spec.validationFraction() > 0 ? copies(dataset.train()) : new boolean[0];
  }

  private Map<Integer, int[]> list(Path path, Map<Integer, Integer> sessionOfLabel) {
    return ShotList.read(path, dataset.train(), sessionOfLabel, spec.novel().shots().orElseThrow());
  }

  /** The choice for one class of one session. */
  ClassImages of(int label, int session) {
    int[] images = byLabel[label];
    if (session == 0 || spec.novel().shots().isEmpty()) {
      return split(images, label);
    }
    if (spec.novel().shotList().isPresent()) {
      return new ClassImages(listed.getOrDefault(label, NONE), NONE);
    }
    int shots = spec.novel().shots().getAsInt();
    Benchmarks.require(shots, images.length, dataset, "training", label);
    return new ClassImages(drawn(images, shots, label), NONE);
  }

  /**
   * The choice for a class that comes again in another domain: what session 0 learns of it, or a
   * few of these images. What session 0 holds out stays held out.
   */
  ClassImages again(int label) {
    ClassImages first = split(byLabel[label], label);
    if (spec.novel().shots().isEmpty()) {
      return first;
    }
    int shots = spec.novel().shots().getAsInt();
    Benchmarks.require(shots, first.train().length, dataset, "training", label);
    return new ClassImages(drawn(first.train(), shots, label), NONE);
  }

  private int[] drawn(int[] images, int shots, int label) {
    int[] drawn = Arrays.copyOf(shuffled(images, seeds.generator("shots", label)), shots);
    Arrays.sort(drawn);
    return drawn;
  }

  private ClassImages split(int[] images, int label) {
    if (spec.validationFraction() == 0) {
      return new ClassImages(images, NONE);
    }
    int heldOut = spec.heldOut(images.length);
    if (heldOut == 0) {
      throw new DataException(
          "data set %s: class %s has %d training images, of which validation-fraction = %s is none"
              .formatted(
                  dataset.name(),
                  dataset.train().classNames().get(label),
                  images.length,
                  spec.validationFraction()));
    }
    // An image that occurs twice could end up on both sides, so it is never held out.
    int[] candidates = IntStream.of(images).filter(image -> !hasCopy[image]).toArray();
    Benchmarks.require(heldOut, candidates.length, dataset, "unrepeated training", label);
    int[] validation =
        Arrays.copyOf(shuffled(candidates, seeds.generator("validation", label)), heldOut);
    Arrays.sort(validation);
    int[] train =
        IntStream.of(images).filter(image -> Arrays.binarySearch(validation, image) < 0).toArray();
    return new ClassImages(train, validation);
  }

  private static boolean[] copies(ImageSet images) {
    ContentGroups contents = new ContentGroups();
    int[] group = IntStream.range(0, images.size()).map(i -> contents.of(images, i)).toArray();
    int[] members = new int[contents.size()];
    IntStream.of(group).forEach(g -> members[g]++);
    boolean[] hasCopy = new boolean[images.size()];
    for (int i = 0; i < hasCopy.length; i++) {
      hasCopy[i] = members[group[i]] > 1;
    }
    return hasCopy;
  }

  private static int[] shuffled(int[] images, RandomGenerator random) {
    int[] shuffled = images.clone();
    for (int i = 0; i < shuffled.length - 1; i++) {
      int j = i + random.nextInt(shuffled.length - i);
      int image = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = image;
    }
    return shuffled;
  }
}
