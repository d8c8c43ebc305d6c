package org.palimpsest.engine;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An optimiser over one flat vector of parameters, the same arithmetic under every engine: one pass
 * over the memory per step.
 */
public final class Optimizer implements AutoCloseable {

  /**
   * Elements that are brought into arrays at a time: few enough for a processor's nearest cache,
   * and in arrays the compiler does several of them at once, which it does not in buffers.
   */
  static final int CHUNK = 1024;

  private static final float[] ZEROS = new float[CHUNK];

  private final OptimizerSpec spec;

  /** Keeps the memory alive that the buffers point into. */
  private final List<INDArray> owners;

  private final FloatBuffer weights;
  private final FloatBuffer gradients;
  private final Map<String, INDArray> state = new LinkedHashMap<>();
  private final FloatBuffer first;
  private final FloatBuffer second;
  private final FloatBuffer steps;

  private final float[] w = new float[CHUNK];
  private final float[] g = new float[CHUNK];
  private final float[] m = new float[CHUNK];
  private final float[] v = new float[CHUNK];

  /**
   * Starts with moments of 0.
   *
   * @param parameters changed by every step
   * @param gradients read and then set to 0 by every step; as long as the parameters
   */
  public Optimizer(OptimizerSpec spec, INDArray parameters, INDArray gradients) {
    this.spec = spec;
    owners = List.of(parameters, gradients);
    weights = buffer(parameters);
    this.gradients = buffer(gradients);
    boolean plain = spec.rule() instanceof OptimizerSpec.Sgd sgd && sgd.momentum() == 0;
    first = moment("first-moment", plain ? 0 : parameters.length());
    boolean needsSecond = !(spec.rule() instanceof OptimizerSpec.Sgd);
    second = moment("second-moment", needsSecond ? parameters.length() : 0);
    steps = moment("steps", 1);
  }

  /** Of no length for a rule that keeps no such moment. */
  private FloatBuffer moment(String name, long length) {
    if (length == 0) {
      return FloatBuffer.allocate(0);
    }
    INDArray moment = Nd4j.zeros(DataType.FLOAT, length);
    state.put(name, moment);
    return buffer(moment);
  }

  /** The memory in use, by name, for checkpoints: write it out, or assign into it. */
  public Map<String, INDArray> state() {
    return Collections.unmodifiableMap(state);
  }

  /** Sum of the squares of the gradients, of which clipping is made. */
  public double squaredGradientNorm() {
    try {
      double squares = 0;
      for (int from = 0; from < gradients.limit(); from += CHUNK) {
        int n = Math.min(CHUNK, gradients.limit() - from);
        gradients.get(from, g, 0, n);
        squares += squares(g, n);
      }
      return squares;
    } finally {
      Reference.reachabilityFence(owners);
    }
  }

  /**
   * One step, after which the gradients are 0; they are clipped by their own norm.
   *
   * @param progress share of the stage's steps already done, in [0, 1)
   */
  public void step(double progress) {
    step(progress, spec.clipNorm() == 0 ? 1 : spec.clipFactor(squaredGradientNorm()));
  }

  /**
   * One step, after which the gradients are 0.
   *
   * @param progress share of the stage's steps already done, in [0, 1)
   * @param clip factor on the gradients, in (0, 1]
   */
  public void step(double progress, float clip) {
    try {
      double rate = spec.rate(progress);
      long count = (long) steps.get(0) + 1;
      steps.put(0, (float) count);
      if (spec.rule() instanceof OptimizerSpec.Sgd sgd) {
        sgd(sgd, (float) rate, clip);
      } else if (spec.rule() instanceof OptimizerSpec.Adam adam) {
        float decay = (float) spec.weightDecay();
        adam(adam.beta1(), adam.beta2(), adam.epsilon(), rate, clip, decay, 1, count);
      } else if (spec.rule() instanceof OptimizerSpec.AdamW adam) {
        float shrink = (float) (1 - rate * spec.weightDecay());
        adam(adam.beta1(), adam.beta2(), adam.epsilon(), rate, clip, 0, shrink, count);
      }
    } finally {
      Reference.reachabilityFence(owners);
    }
  }

  private void sgd(OptimizerSpec.Sgd sgd, float rate, float clip) {
    float momentum = (float) sgd.momentum();
    float decay = (float) spec.weightDecay();
    for (int from = 0; from < weights.limit(); from += CHUNK) {
      int n = Math.min(CHUNK, weights.limit() - from);
      weights.get(from, w, 0, n);
      gradients.get(from, g, 0, n);
      if (momentum == 0) {
        plain(w, g, n, rate, decay, clip);
      } else {
        first.get(from, m, 0, n);
        if (sgd.nesterov()) {
          nesterov(w, g, m, n, rate, momentum, decay, clip);
        } else {
          momentum(w, g, m, n, rate, momentum, decay, clip);
        }
        first.put(from, m, 0, n);
      }
      weights.put(from, w, 0, n);
      gradients.put(from, ZEROS, 0, n);
    }
  }

  private void adam(
      double beta1,
      double beta2,
      double epsilon,
      double rate,
      float clip,
      float decay,
      float shrink,
      long count) {
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float size = (float) (rate / (1 - Math.pow(beta1, (double) count)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) count)));
    float eps = (float) epsilon;
    for (int from = 0; from < weights.limit(); from += CHUNK) {
      int n = Math.min(CHUNK, weights.limit() - from);
      weights.get(from, w, 0, n);
      gradients.get(from, g, 0, n);
      first.get(from, m, 0, n);
      second.get(from, v, 0, n);
      moments(w, g, m, v, n, b1, b2, decay, clip);
      towards(w, m, v, n, size, correction, eps, shrink);
      weights.put(from, w, 0, n);
      first.put(from, m, 0, n);
      second.put(from, v, 0, n);
      gradients.put(from, ZEROS, 0, n);
    }
  }

  // The loops stand alone and are over arrays, which is what the compiler makes vectors of.

  private static void plain(float[] w, float[] g, int n, float rate, float decay, float clip) {
    for (int i = 0; i < n; i++) {
      w[i] = w[i] - rate * (g[i] * clip + decay * w[i]);
    }
  }

  private static void momentum(
      float[] w, float[] g, float[] m, int n, float rate, float mu, float decay, float clip) {
    for (int i = 0; i < n; i++) {
      float step = mu * m[i] + (g[i] * clip + decay * w[i]);
      m[i] = step;
      w[i] = w[i] - rate * step;
    }
  }

  private static void nesterov(
      float[] w, float[] g, float[] m, int n, float rate, float mu, float decay, float clip) {
    for (int i = 0; i < n; i++) {
      float slope = g[i] * clip + decay * w[i];
      float step = mu * m[i] + slope;
      m[i] = step;
      w[i] = w[i] - rate * (slope + mu * step);
    }
  }

  private static void moments(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      int n,
      float b1,
      float b2,
      float decay,
      float clip) {
    float rest1 = 1 - b1;
    float rest2 = 1 - b2;
    for (int i = 0; i < n; i++) {
      float slope = g[i] * clip + decay * w[i];
      m[i] = b1 * m[i] + rest1 * slope;
      v[i] = b2 * v[i] + rest2 * slope * slope;
    }
  }

  private static void towards(
      float[] w,
      float[] m,
      float[] v,
      int n,
      float size,
      float correction,
      float epsilon,
      float shrink) {
    for (int i = 0; i < n; i++) {
      w[i] = w[i] * shrink - size * m[i] / ((float) Math.sqrt(v[i]) * correction + epsilon);
    }
  }

  /** Four sums side by side, since each addition of one sum waits for the one before. */
  private static double squares(float[] g, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += (double) g[i] * g[i];
      b += (double) g[i + 1] * g[i + 1];
      c += (double) g[i + 2] * g[i + 2];
      d += (double) g[i + 3] * g[i + 3];
    }
    for (; i < n; i++) {
      a += (double) g[i] * g[i];
    }
    return a + b + (c + d);
  }

  /** Frees the moments at once; the garbage collector would find them late. */
  @Override
  public void close() {
    state.values().forEach(INDArray::close);
  }

  /** Views the array's memory without keeping the array alive. */
  private static FloatBuffer buffer(INDArray flat) {
    return new FloatPointer(flat.data().addressPointer()).capacity(flat.length()).asBuffer();
  }
}
