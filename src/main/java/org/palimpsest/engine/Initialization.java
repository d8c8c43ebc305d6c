package org.palimpsest.engine;

import java.util.random.RandomGenerator;

/** How first weights and biases of convolutions and dense layers are drawn. */
public enum Initialization {
  /**
   * Weights and biases uniform in {@code +-1 / sqrt(fanIn)}: PyTorch's default (He et al. 2015 with
   * gain {@code sqrt(1/3)}).
   */
  FAN_IN {
    @Override
    public float weight(long fanIn, long fanOut, RandomGenerator random) {
      return uniform(1 / Math.sqrt((double) fanIn), random);
    }

    @Override
    public float bias(long fanIn, RandomGenerator random) {
      return uniform(1 / Math.sqrt((double) fanIn), random);
    }
  },

  /**
   * Weights uniform in {@code +-sqrt(6 / (fanIn + fanOut))}, biases 0 (Glorot and Bengio 2010,
   * equation 16).
   */
  XAVIER {
    @Override
    public float weight(long fanIn, long fanOut, RandomGenerator random) {
      return uniform(Math.sqrt(6 / ((double) fanIn + fanOut)), random);
    }

    @Override
    public float bias(long fanIn, RandomGenerator random) {
      return 0;
    }
  };

  /**
   * One weight.
   *
   * @param fanIn inputs to one unit
   * @param fanOut units that one input goes to
   */
  public abstract float weight(long fanIn, long fanOut, RandomGenerator random);

  /**
   * One bias.
   *
   * @param fanIn inputs to its unit
   */
  public abstract float bias(long fanIn, RandomGenerator random);

  private static float uniform(double bound, RandomGenerator random) {
    return (float) random.nextDouble(-bound, bound);
  }
}
