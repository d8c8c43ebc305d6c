package org.palimpsest.method.continual;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.method.fit.Step;

/** An episode whose classes come a second time, turned, as classes of their own. */
final class TurnedClasses {

  private static final int QUARTERS = 4;

  private TurnedClasses() {}

  /** What it teaches the head's metric; {@code all} are the episode's images. */
  static Tensor loss(Step step, Tape tape, Episode episode, Tensor all) {
    EpisodeMetric metric = step.phase().model().head().metric().orElseThrow();
    EpisodeShape shape = EpisodeShape.of(episode);
    int[] labels = episode.query().classes();
    int ways = shape.ways();
    int[] classes = concat(shape.support(), labels);
    Tensor images = all.narrow(0, 0, classes.length);
    Tensor both = torch.cat(new TensorVector(images, turned(step, images, classes, ways)), 0);
    int[] order = supportFirst(shape.support().length, labels.length);
    Outputs features = step.features(tape, both.index_select(0, tape.here(Tensors.classes(order))));
    EpisodeShape doubled =
        new EpisodeShape(
            2 * ways, concat(shape.support(), joined(shape.support(), ways)), 2 * labels.length, 0);
    Tensor targets = tape.here(Tensors.classes(concat(labels, joined(labels, ways))));
    return metric.loss(features, tape, doubled, targets);
  }

  /**
   * Each image by as many quarters as its class is turned by, at least one; by halves if oblong.
   */
  private static Tensor turned(Step step, Tensor images, int[] classes, int ways) {
    RandomGenerator random = step.random("turns");
    boolean square = images.size(2) == images.size(3);
    int[] quarters =
        IntStream.range(0, ways)
            .map(c -> square ? 1 + random.nextInt(QUARTERS - 1) : QUARTERS / 2)
            .toArray();
    Tensor[] all = new Tensor[classes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = torch.rot90(images.narrow(0, i, 1), quarters[classes[i]], 2, 3);
    }
    return torch.cat(new TensorVector(all), 0);
  }

  /** Of images and their turned ones: both supports, then both queries. */
  private static int[] supportFirst(int support, int queries) {
    int all = support + queries;
    int[] supports = concat(range(0, support), range(all, all + support));
    return concat(supports, concat(range(support, all), range(all + support, 2 * all)));
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /** Turned classes come after all others. */
  private static int[] joined(int[] classes, int ways) {
    return IntStream.of(classes).map(c -> c + ways).toArray();
  }

  private static int[] concat(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
