package org.palimpsest.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.tensor.Require;
import org.palimpsest.tensor.Seeds;

/**
 * Which images come in which session where sessions overlap: of some classes all images come in one
 * session, of the others most come in their home session and the rest in all sessions besides.
 *
 * <p>Source: i-Blurry-N-M of Koh et al., "Online Continual Learning on Class Incremental Blurry
 * Task Configuration with Anytime Inference", ICLR 2022: N % of the classes are disjoint, of the
 * others M % of the images are in foreign sessions. Here these are dealt evenly; their code draws
 * them.
 *
 * <p>The outcome depends on the arguments alone. What is drawn for a class depends on its number
 * and not on the images of others.
 *
 * @param sessions for each session, by class, the images that come in it, ascending
 * @param home the session that each class belongs to
 * @param disjoint whether all images of a class come in its home session
 */
record BlurredStream(List<List<int[]>> sessions, List<Integer> home, List<Boolean> disjoint) {

  BlurredStream {
    sessions = sessions.stream().map(List::copyOf).toList();
    home = List.copyOf(home);
    disjoint = List.copyOf(disjoint);
  }

  /**
   * Deals images out to sessions. Sessions differ by at most one in how many classes are at home in
   * them, and likewise in how many of these are disjoint.
   *
   * @param imagesByClass the images of each class
   * @param sessions at least 2
   * @param disjointPercent N, the share of disjoint classes, rounded to whole classes, in [0, 100]
   * @param blurryPercent M, the share of the other classes' images in foreign sessions, rounded to
   *     whole images, in [0, 100]
   */
  static BlurredStream of(
      List<int[]> imagesByClass,
      int sessions,
      double disjointPercent,
      double blurryPercent,
      Seeds seeds) {
    Require.atLeast(2, sessions, "sessions");
    Require.within(0, 100, disjointPercent, "disjoint-percent");
    Require.within(0, 100, blurryPercent, "blurry-percent");
    int classes = imagesByClass.size();
    int[] order = shuffled(IntStream.range(0, classes).toArray(), seeds.generator("blurred-homes"));
    long disjointClasses = Math.round(classes * disjointPercent / 100);
    Integer[] home = new Integer[classes];
    Boolean[] disjoint = new Boolean[classes];
    for (int k = 0; k < classes; k++) {
      // Round and round, the disjoint ones first: both kinds are spread as evenly as they can be.
      home[order[k]] = k % sessions;
      disjoint[order[k]] = k < disjointClasses;
    }
    int[][][] dealt = new int[classes][][];
    for (int c = 0; c < classes; c++) {
      double moved = disjoint[c] ? 0 : blurryPercent;
      dealt[c] =
          deal(imagesByClass.get(c), home[c], sessions, moved, seeds.generator("blurred", c));
    }
    List<List<int[]>> bySession =
        IntStream.range(0, sessions)
            .mapToObj(t -> Arrays.stream(dealt).map(ofClass -> ofClass[t]).toList())
            .toList();
    return new BlurredStream(bySession, Arrays.asList(home), Arrays.asList(disjoint));
  }

  /** The first session that has an image of a class. */
  int firstSeen(int classIndex) {
    return IntStream.range(0, sessions.size())
        .filter(t -> sessions.get(t).get(classIndex).length > 0)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The classes in the order in which sessions first bring an image of them, so that numbered in
   * this order the classes seen are always the first ones.
   */
  List<Integer> bySeen() {
    List<Integer> classes = new ArrayList<>(IntStream.range(0, home.size()).boxed().toList());
    classes.sort(Comparator.comparingInt(this::firstSeen));
    return classes;
  }

  private static int[][] deal(
      int[] images, int home, int sessions, double movedPercent, RandomGenerator random) {
    int[] mixed = shuffled(images, random);
    int moved = (int) Math.round(images.length * movedPercent / 100);
    int first = random.nextInt(sessions - 1);
    int[][] dealt = new int[sessions][];
    for (int t = 0; t < sessions; t++) {
      // The foreign sessions are numbered from the one after home.
      int foreign = Math.floorMod(t - home - 1, sessions);
      dealt[t] =
          IntStream.range(0, images.length)
              .filter(
                  i ->
                      i < moved ? (first + i) % (sessions - 1) == foreign : foreign == sessions - 1)
              .map(i -> mixed[i])
              .sorted()
              .toArray();
    }
    return dealt;
  }

  private static int[] shuffled(int[] values, RandomGenerator random) {
    int[] mixed = values.clone();
    for (int i = mixed.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = mixed[i];
      mixed[i] = mixed[j];
      mixed[j] = value;
    }
    return mixed;
  }
}
