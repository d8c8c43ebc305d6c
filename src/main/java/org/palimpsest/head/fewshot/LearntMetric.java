package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/** A metric with parameters, all in one flat vector. */
abstract class LearntMetric implements EpisodeMetric {

  private static final String PARAMETERS = "parameters";

  private final Parameter parameter;

  /**
   * One that has learnt nothing yet.
   *
   * @param initial values of the parameters, at least one
   */
  LearntMetric(float... initial) {
    parameter = Parameter.of("metric", Nd4j.createFromArray(initial));
  }

  /**
   * Logits as a function of features and parameters.
   *
   * @return {@code [queries, ways]}
   */
  abstract Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode);

  /** Loss as a function of features and parameters, one element. */
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    return CrossEntropy.of(logits(features, parameters, shape, Mode.TRAINING), labels);
  }

  @Override
  public final List<Parameter> parameters() {
    return List.of(parameter);
  }

  @Override
  public final Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    return logits(features, tape.leaf(parameter), shape, mode);
  }

  @Override
  public final Tensor loss(Outputs features, Tape tape, EpisodeShape shape, Tensor labels) {
    return loss(features, tape.leaf(parameter), shape, labels);
  }

  @Override
  public List<Kept> kept() {
    return List.of(new Kept(PARAMETERS, parameter.values(), Purpose.HEAD));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(parameter.values(), saved, PARAMETERS);
  }

  /** First values of a matrix by Glorot and Bengio 2010, uniform, {@code [inside, outside]}. */
  static float[] glorot(int inside, int outside, RandomGenerator random) {
    float bound = (float) Math.sqrt(6.0 / (inside + outside));
    float[] values = new float[inside * outside];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat(-bound, bound);
    }
    return values;
  }

  /** One after another. */
  static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** A dense layer, its weights {@code [inside, outside]}. */
  static Tensor dense(Tensor input, Pieces pieces, long inside, long outside) {
    return input.matmul(pieces.next(inside, outside)).add(pieces.next(outside));
  }

  /** Cuts a flat vector into pieces, one after another. */
  static final class Pieces {
    private final Tensor flat;
    private long at;

    Pieces(Tensor flat) {
      this.flat = flat;
    }

    /** The next piece, of this shape. */
    Tensor next(long... shape) {
      long length = 1;
      for (long side : shape) {
        length *= side;
      }
      Tensor piece = flat.narrow(0, at, length).view(shape);
      at += length;
      return piece;
    }
  }
}
