package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/**
 * Draws episodes from a pool of images: classes without replacement, then images of each class
 * without replacement. Holds no state between draws; any number of threads may share it.
 *
 * <p>Source: Vinyals et al., "Matching Networks for One Shot Learning", NeurIPS 2016.
 */
public final class EpisodeSampler {

  private final Samples pool;
  private final EpisodeForm form;

  /** The classes of the pool, ascending, and where each one's images are in it. */
  private final int[] classes;

  private final int[][] positions;

  /** Those of the images that are never labelled; empty where every image may be. */
  private final int[][] never;

  /** Places in {@link #classes} of those that may be in one episode; one entry without groups. */
  private final List<int[]> groups;

  /** Draws episodes whose classes all have as many images. */
  public EpisodeSampler(Samples pool, int ways, int shots, int queries) {
    this(pool, new EpisodeForm(ways, Count.of(shots), Count.of(queries)));
  }

  /** Draws episodes in which every image may be labelled. */
  public EpisodeSampler(Samples pool, EpisodeForm form) {
    this(pool, form, new Seeds(0));
  }

  /**
   * Draws from a pool.
   *
   * @param pool with enough images of each of its classes
   * @param seeds by which it is drawn which images are labelled
   * @throws DataException if the pool has too few classes or images; names the class
   * @throws IllegalArgumentException if it has one image twice, which could then be support and
   *     query at once
   */
  public EpisodeSampler(Samples pool, EpisodeForm form, Seeds seeds) {
    this.pool = pool;
    this.form = form;
    requireDistinct(pool);
    classes = IntStream.of(pool.classes()).distinct().sorted().toArray();
    positions = positions(pool, classes);
    groups = groups();
    never = new int[classes.length][0];
    for (int c = 0; c < classes.length; c++) {
      if (form.labelled() < 1) {
        int[] all = positions[c].clone();
        int[] order = sample(all, all.length, seeds.generator("labelled", classes[c]));
        int labelled = form.labelled(order.length);
        positions[c] = Arrays.copyOf(order, labelled);
        never[c] = Arrays.copyOfRange(order, labelled, order.length);
        require(c, never[c].length, form.unlabelled(), "unlabelled images");
      }
      boolean apart = form.labelled() < 1;
      require(
          c,
          positions[c].length,
          apart ? form.mostLabelled() : form.mostImages(),
          "%s shots and %s queries%s"
              .formatted(
                  form.shots(),
                  form.queries(),
                  apart || form.unlabelled() == 0
                      ? ""
                      : " and %d unlabelled images".formatted(form.unlabelled())));
    }
  }

  private void require(int c, int found, long needed, String what) {
    if (found < needed) {
      throw new DataException(
          "episodes of %s need %d %simages of each class, but class %s has %d"
              .formatted(what, needed, form.labelled() < 1 ? "such " : "", name(c), found));
    }
  }

  private String name(int c) {
    int[] some = positions[c].length > 0 ? positions[c] : never[c];
    return pool.images().classNames().get(pool.images().label(pool.indices()[some[0]]));
  }

  private List<int[]> groups() {
    int needed = form.ways() + form.distractors();
    if (!form.withinGroups()) {
      if (classes.length < needed) {
        throw new DataException(
            "episodes of %d ways%s need as many classes, but the pool has %d"
                .formatted(
                    form.ways(),
                    form.distractors() == 0
                        ? ""
                        : " and %d distractors".formatted(form.distractors()),
                    classes.length));
      }
      return List.of(IntStream.range(0, classes.length).toArray());
    }
    Map<String, List<Integer>> byName = new LinkedHashMap<>();
    for (int c = 0; c < classes.length; c++) {
      String name = name(c);
      String group = name.substring(0, Math.max(0, name.indexOf('/')));
      byName.computeIfAbsent(group, key -> new ArrayList<>()).add(c);
    }
    List<int[]> all =
        byName.values().stream()
            .filter(group -> group.size() >= needed)
            .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
            .toList();
    if (all.isEmpty()) {
      throw new DataException(
          "episodes of %d ways within a group need a group of as many classes; the largest of %d has"
                  .formatted(needed, byName.size())
              + " %d".formatted(byName.values().stream().mapToInt(List::size).max().orElse(0)));
    }
    return all;
  }

  /** Draws one episode; the same generator state gives the same episode. */
  public Episode draw(RandomGenerator random) {
    int[] among = groups.size() == 1 ? groups.get(0) : groups.get(random.nextInt(groups.size()));
    int[] chosen = sample(among.clone(), form.ways() + form.distractors(), random);
    int shots = form.unequal() ? 0 : form.shots().draw(random);
    int queries = form.unequal() ? 0 : form.queries().draw(random);
    Part support = new Part();
    Part query = new Part();
    Part unlabelled = new Part();
    for (int c = 0; c < chosen.length; c++) {
      if (c >= form.ways()) {
        unlabelled.add(
            sample(withoutLabels(chosen[c]).clone(), form.unlabelled(), random),
            Episode.DISTRACTOR);
        continue;
      }
      int own = form.unequal() ? form.shots().draw(random) : shots;
      int asked = form.unequal() ? form.queries().draw(random) : queries;
      int beside = form.labelled() < 1 ? 0 : form.unlabelled();
      int[] drawn = sample(positions[chosen[c]].clone(), own + asked + beside, random);
      support.add(Arrays.copyOfRange(drawn, 0, own), c);
      query.add(Arrays.copyOfRange(drawn, own, own + asked), c);
      unlabelled.add(Arrays.copyOfRange(drawn, own + asked, drawn.length), c);
      if (form.labelled() < 1) {
        unlabelled.add(sample(never[chosen[c]].clone(), form.unlabelled(), random), c);
      }
    }
    int[] numbers = IntStream.of(chosen).limit(form.ways()).map(c -> classes[c]).toArray();
    return new Episode(support.samples(), query.samples(), unlabelled.samples(), numbers);
  }

  private int[] withoutLabels(int c) {
    return form.labelled() < 1 ? never[c] : positions[c];
  }

  /** Positions in the pool under classes of the episode. */
  private final class Part {
    private final IntStream.Builder at = IntStream.builder();
    private final IntStream.Builder numbers = IntStream.builder();

    void add(int[] drawn, int number) {
      for (int position : drawn) {
        at.add(pool.indices()[position]);
        numbers.add(number);
      }
    }

    Samples samples() {
      return new Samples(
          pool.images(), at.build().toArray(), numbers.build().toArray(), pool.normalization());
    }
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
