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
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The comparison of {@link Relation}: two blocks of convolution, batch normalisation, ReLU and
 * pooling and two dense layers over the maps of a class and of a query, one behind the other (Sung
 * et al., "Learning to Compare", CVPR 2018, figure 2). Its weights are handed in, so that they may
 * be part of something greater; it keeps what batch normalisation learns.
 */
final class RelationNet {

  static final String DEFAULTS =
      """
      # How the maps of a class's shots become one: sum (section 3.2) or mean (Chen et al. 2019).
      shots = sum
      filters = 64   # of both convolutions, 1 to 4096
      hidden = 8     # units of the first dense layer, 1 to 4096
      """;

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

  /** What a configuration says of its size. */
  record Settings(Shots shots, int filters, int hidden) {

    static Settings read(Section section) {
      return new Settings(
          section.word("shots", Shots.class),
          section.integer("filters", 1, 4096),
          section.integer("hidden", 1, 4096));
    }

    Sizes of(HeadShape shape) {
      return Sizes.of(shots, filters, hidden, shape);
    }
  }

  RelationNet(Sizes sizes) {
    this.sizes = sizes;
    statistics = Nd4j.zeros(DataType.FLOAT, 2L * BLOCKS, sizes.filters);
    for (int block = 0; block < BLOCKS; block++) {
      statistics.getRow(2L * block + 1).assign(1);
    }
  }

  /** Of the authors' program: convolutions N(0, 2 / (k^2 filters)), dense N(0, 0.01^2), bias 1. */
  static float[] initial(Sizes sizes, RandomGenerator random) {
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
    return LearntMetric.joined(parts);
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

  /**
   * Scores of pairs, before the last sigmoid.
   *
   * @param support maps, {@code [support, channels, height, width]}
   * @param queries maps, {@code [queries, channels, height, width]}
   * @param parameters flat, as long as {@link #initial}
   * @return {@code [queries, ways]}
   */
  Tensor scores(Tensor support, Tensor queries, Tensor parameters, EpisodeShape shape, Mode mode) {
    Tensor classes = shape.means(support);
    if (sizes.shots == Shots.SUM) {
      Tensor counts = shape.oneHot(support).sum(0).view(-1, 1, 1, 1);
      classes = classes.mul(counts);
    }
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
    LearntMetric.Pieces pieces = new LearntMetric.Pieces(parameters);
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

  private Tensor normalized(Tensor x, LearntMetric.Pieces pieces, int block, Mode mode) {
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

  /** Of batch normalisation. */
  Kept kept() {
    return new Kept("statistics", statistics, Purpose.HEAD);
  }

  void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(statistics, saved, "statistics");
  }
}
