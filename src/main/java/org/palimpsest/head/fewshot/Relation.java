package org.palimpsest.head.fewshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * A learnt comparison: the maps of a class and of a query, one behind the other, go through two
 * blocks of convolution, batch normalisation, ReLU and pooling and two dense layers to a score in
 * [0, 1], which is to be 1 for the query's class and 0 for others, by the squared error (Sung et
 * al., "Learning to Compare", CVPR 2018, equations 1 and 2 and figure 2).
 *
 * <p>The authors' program normalises by the present batch in tests, too: their figures are partly
 * transductive. Here {@code evaluation.batch-normalization} says so for encoder and comparison.
 */
public final class Relation extends LearntMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "relation",
          "Sung et al., CVPR 2018, equations 1 and 2; sizes: the authors' program",
          """
          # How the maps of a class's shots become one: sum (section 3.2) or mean (Chen et al. 2019).
          shots = sum
          filters = 64   # of both convolutions, 1 to 4096
          hidden = 8     # units of the first dense layer, 1 to 4096
          """,
          Relation::read);

  /** How shots become one map. */
  enum Shots {
    SUM,
    MEAN
  }

  private static final int BLOCKS = 2;
  private static final int SIZE = 3;
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  private final Sizes sizes;

  /** Mean and variance of each block's channels, {@code [2 blocks, filters]}. */
  private final INDArray statistics;

  /**
   * What it is made of.
   *
   * @param channels of a map
   * @param flat numbers that the blocks leave of a pair
   */
  record Sizes(Shots shots, int channels, int filters, int hidden, int flat) {

    static Sizes of(Shots shots, int filters, int hidden, HeadShape shape) {
      int height = shape.mapHeight();
      int width = shape.mapWidth();
      for (int block = 0; block < BLOCKS; block++) {
        height = Math.max(1, height / 2);
        width = Math.max(1, width / 2);
      }
      return new Sizes(shots, shape.channels(), filters, hidden, filters * height * width);
    }
  }

  Relation(Sizes sizes, HeadShape shape) {
    super(initial(sizes, shape.seeds().generator("head")));
    this.sizes = sizes;
    statistics = Nd4j.zeros(DataType.FLOAT, 2L * BLOCKS, sizes.filters);
    for (int block = 0; block < BLOCKS; block++) {
      statistics.getRow(2L * block + 1).assign(1);
    }
  }

  private static HeadMaker read(Section section) {
    Shots shots = section.word("shots", Shots.class);
    int filters = section.integer("filters", 1, 4096);
    int hidden = section.integer("hidden", 1, 4096);
    return MetricHead.maker(
        new Classifier.Linear(),
        true,
        shape -> new Relation(Sizes.of(shots, filters, hidden, shape), shape));
  }

  /** Of the authors' program: convolutions N(0, 2 / (k^2 filters)), dense N(0, 0.01^2), bias 1. */
  private static float[] initial(Sizes sizes, RandomGenerator random) {
    List<float[]> parts = new ArrayList<>();
    double deviation = Math.sqrt(2.0 / (SIZE * SIZE * (double) sizes.filters));
    for (int channels : new int[] {2 * sizes.channels, sizes.filters}) {
      parts.add(normal(sizes.filters * channels * SIZE * SIZE, deviation, random));
      parts.add(constant(sizes.filters, 0)); // bias
      parts.add(constant(sizes.filters, 1)); // gain
      parts.add(constant(sizes.filters, 0)); // shift
    }
    parts.add(normal(sizes.hidden * sizes.flat, 0.01, random));
    parts.add(constant(sizes.hidden, 1));
    parts.add(normal(sizes.hidden, 0.01, random));
    parts.add(constant(1, 1));
    return joined(parts);
  }

  private static float[] normal(int length, double deviation, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static float[] constant(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  /** Before the last sigmoid, which leaves their order as it is. */
  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor support = shape.support(features.map());
    Tensor classes = shape.means(support);
    if (sizes.shots == Shots.SUM) {
      Tensor counts = shape.oneHot(support).sum(0).view(-1, 1, 1, 1);
      classes = classes.mul(counts);
    }
    Tensor queries = shape.queries(features.map());
    long n = queries.size(0);
    long ways = shape.ways();
    long[] map = Tensors.shape(classes);
    long[] all = {n, ways, map[1], map[2], map[3]};
    Tensor pairs =
        torch.cat(
            new TensorVector(classes.unsqueeze(0).expand(all), queries.unsqueeze(1).expand(all)),
            2);
    Tensor x = pairs.reshape(n * ways, 2 * map[1], map[2], map[3]);
    return compared(x, parameters, mode).view(n, ways);
  }

  private Tensor compared(Tensor pairs, Tensor parameters, Mode mode) {
    Pieces pieces = new Pieces(parameters);
    Tensor x = pairs;
    int channels = 2 * sizes.channels;
    for (int block = 0; block < BLOCKS; block++) {
      Tensor weights = pieces.next(sizes.filters, channels, SIZE, SIZE);
      TensorOptional bias = new TensorOptional(pieces.next(sizes.filters));
      long[] one = {1, 1};
      x = torch.conv2d(x, weights, bias, one, one, one, 1);
      x = normalized(x, pieces, block, mode).relu();
      if (x.size(2) > 1 && x.size(3) > 1) {
        x = torch.max_pool2d(x, 2, 2);
      }
      channels = sizes.filters;
    }
    Tensor first = pieces.next(sizes.hidden, sizes.flat);
    Tensor firstBias = pieces.next(sizes.hidden);
    Tensor hidden = x.flatten(1, -1).matmul(first.t()).add(firstBias).relu();
    return hidden.matmul(pieces.next(sizes.hidden, 1)).add(pieces.next(1));
  }

  private Tensor normalized(Tensor x, Pieces pieces, int block, Mode mode) {
    TensorOptional gain = new TensorOptional(pieces.next(sizes.filters));
    TensorOptional shift = new TensorOptional(pieces.next(sizes.filters));
    Tensor running = Tensors.of(statistics).to(x);
    boolean ofBatch = mode != Mode.FROZEN_STATISTICS;
    Tensor mean = running.select(0, 2L * block);
    Tensor variance = running.select(0, 2L * block + 1);
    boolean moves = mode == Mode.TRAINING && x.dtype().equals(Tensors.of(statistics).dtype());
    return torch.batch_norm(
        x,
        gain,
        shift,
        ofBatch && !moves ? new TensorOptional() : new TensorOptional(mean),
        ofBatch && !moves ? new TensorOptional() : new TensorOptional(variance),
        ofBatch,
        MOMENTUM,
        EPSILON,
        false);
  }

  /** Squared error of the scores. */
  @Override
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    Tensor scores = logits(features, parameters, shape, Mode.TRAINING).sigmoid();
    Tensor wanted = torch.one_hot(labels, shape.ways()).to(scores);
    return scores.sub(wanted).square().mean();
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(super.kept());
    all.add(new Kept("statistics", statistics, Purpose.HEAD));
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    super.restore(saved);
    KeptArrays.assign(statistics, saved, "statistics");
  }
}
