package org.palimpsest.benchmark;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Require;

/**
 * Draws episodes from a pool of images: classes without replacement, then images of each class
 * without replacement. Holds no state between draws; any number of threads may share it.
 *
 * <p>Source: Vinyals et al., "Matching Networks for One Shot Learning", NeurIPS 2016.
 */
public final class EpisodeSampler {

  private final Samples pool;
  private final int ways;
  private final int shots;
  private final int queries;

  /** The classes of the pool, ascending, and where each one's images are in it. */
  private final int[] classes;

  private final int[][] positions;

  /**
   * Draws from a pool.
   *
   * @param pool with at least {@code shots + queries} images of each of its classes
   * @param ways classes of an episode, at least 2
   * @param shots support images of each class, at least 1
   * @param queries query images of each class, at least 1
   * @throws DataException if the pool has too few classes or images; names the class
   * @throws IllegalArgumentException if it has one image twice, which could then be support and
   *     query at once
   */
  public EpisodeSampler(Samples pool, int ways, int shots, int queries) {
    this.pool = pool;
    this.ways = Require.atLeast(2, ways, "ways");
    this.shots = Require.atLeast(1, shots, "shots");
    this.queries = Require.atLeast(1, queries, "queries");
    requireDistinct(pool);
    classes = IntStream.of(pool.classes()).distinct().sorted().toArray();
    if (classes.length < ways) {
      throw new DataException(
          "episodes of %d ways need as many classes, but the pool has %d"
              .formatted(ways, classes.length));
    }
    positions = positions(pool, classes);
    for (int c = 0; c < classes.length; c++) {
      if (positions[c].length < shots + queries) {
        int image = pool.indices()[positions[c][0]];
        String name = pool.images().classNames().get(pool.images().label(image));
        throw new DataException(
            "episodes of %d shots and %d queries need %d images of each class, but class %s has %d"
                .formatted(shots, queries, shots + queries, name, positions[c].length));
      }
    }
  }

  /** Draws one episode; the same generator state gives the same episode. */
  public Episode draw(RandomGenerator random) {
    int[] chosen = sample(IntStream.range(0, classes.length).toArray(), ways, random);
    int[] support = new int[ways * shots];
    int[] query = new int[ways * queries];
    for (int c = 0; c < ways; c++) {
      int[] drawn = sample(positions[chosen[c]].clone(), shots + queries, random);
      System.arraycopy(drawn, 0, support, c * shots, shots);
      System.arraycopy(drawn, shots, query, c * queries, queries);
    }
    int[] classNumbers = IntStream.of(chosen).map(c -> classes[c]).toArray();
    return new Episode(local(support, shots), local(query, queries), classNumbers, shots, queries);
  }

  private Samples local(int[] at, int perClass) {
    int[] images = new int[at.length];
    int[] numbers = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      images[i] = pool.indices()[at[i]];
      numbers[i] = i / perClass;
    }
    return new Samples(pool.images(), images, numbers, pool.normalization());
  }

  /** The first {@code count} of a shuffle; overwrites {@code values}. */
  private static int[] sample(int[] values, int count, RandomGenerator random) {
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(values.length - i);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return Arrays.copyOf(values, count);
  }

  private static void requireDistinct(Samples pool) {
    int[] sorted = pool.indices().clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            "image %d is in the pool more than once".formatted(sorted[i]));
      }
    }
  }

  private static int[][] positions(Samples pool, int[] classes) {
    int[] counts = new int[classes.length];
    int[] classAt = new int[pool.size()];
    for (int i = 0; i < classAt.length; i++) {
      classAt[i] = Arrays.binarySearch(classes, pool.classes()[i]);
      counts[classAt[i]]++;
    }
    int[][] positions = new int[classes.length][];
    Arrays.setAll(positions, c -> new int[counts[c]]);
    int[] next = new int[classes.length];
    for (int i = 0; i < classAt.length; i++) {
      positions[classAt[i]][next[classAt[i]]++] = i;
    }
    return positions;
  }
}
