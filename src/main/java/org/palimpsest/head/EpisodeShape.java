package org.palimpsest.head;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Require;

/**
 * What a metric knows of an episode besides features: which of them are of which class. Features
 * come as support, queries, unlabelled images.
 *
 * @param ways classes, numbered from 0
 * @param support the class of each support image, {@code [support]}, ascending, each class at least
 *     once
 * @param queries how many
 * @param unlabelled how many
 * @param classes the number that each of the classes has where the episode is drawn from, {@code
 *     [ways]}; empty if nobody told
 */
@SuppressWarnings("ArrayRecordComponent") // plain class numbers; compared by nobody
public record EpisodeShape(int ways, int[] support, int queries, int unlabelled, int[] classes) {

  private static final int[] UNTOLD = {};

  public EpisodeShape {
    Require.atLeast(1, ways, "ways");
    Require.atLeast(ways, support.length, "support images");
  }

  /** Of classes whose numbers nobody told. */
  public EpisodeShape(int ways, int[] support, int queries, int unlabelled) {
    this(ways, support, queries, unlabelled, UNTOLD);
  }

  /** All images labelled, so many shots of each class. */
  public EpisodeShape(int ways, int shots, int queries) {
    this(ways, IntStream.range(0, ways * shots).map(i -> i / shots).toArray(), queries, 0);
  }

  /** Of an episode's images in their order, {@link Episode#images}. */
  public static EpisodeShape of(Episode episode) {
    return new EpisodeShape(
        episode.ways(),
        episode.support().classes(),
        episode.query().size(),
        episode.unlabelled().size(),
        episode.classes());
  }

  /** The same episode of the classes of these numbers. */
  public EpisodeShape of(int[] numbers) {
    return new EpisodeShape(ways, support, queries, unlabelled, numbers);
  }

  /** The support's part of something that all images have, along dimension 0. */
  public Tensor support(Tensor all) {
    return all.narrow(0, 0, support.length);
  }

  /** The queries' part. */
  public Tensor queries(Tensor all) {
    return all.narrow(0, support.length, queries);
  }

  /** The unlabelled images' part. */
  public Tensor unlabelled(Tensor all) {
    return all.narrow(0, (long) support.length + queries, unlabelled);
  }

  /** Support images of each class. */
  public int[] shots() {
    int[] shots = new int[ways];
    IntStream.of(support).forEach(c -> shots[c]++);
    return shots;
  }

  /** Whether all classes have as many, class by class. */
  private boolean isEven() {
    int each = support.length / ways;
    return support.length % ways == 0
        && IntStream.range(0, support.length).allMatch(i -> support[i] == i / each);
  }

  /** {@code [support, ways]}: 1 where an image is of the class, in the type of {@code like}. */
  public Tensor oneHot(Tensor like) {
    return torch.one_hot(Tensors.classes(support), ways).to(like);
  }

  /**
   * The mean over each class's support images.
   *
   * @param features of the support, {@code [support, ...]}
   * @return {@code [ways, ...]}
   */
  public Tensor means(Tensor features) {
    long[] shape = Tensors.shape(features);
    if (isEven()) {
      long[] byClass = new long[shape.length + 1];
      byClass[0] = ways;
      byClass[1] = support.length / ways;
      System.arraycopy(shape, 1, byClass, 2, shape.length - 1);
      return features.reshape(byClass).mean(1);
    }
    Tensor flat = features.flatten(1, -1);
    Tensor weights = oneHot(flat);
    Tensor means = weights.t().matmul(flat).div(weights.sum(0).unsqueeze(1));
    shape[0] = ways;
    return means.reshape(shape);
  }

  @Override
  public String toString() {
    return "%d ways, shots %s, %d queries, %d unlabelled"
        .formatted(ways, Arrays.toString(shots()), queries, unlabelled);
  }
}
