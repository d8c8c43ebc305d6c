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

  private final OptimizerSpec spec;

  /** Keeps the memory alive that the buffers point into. */
  private final List<INDArray> owners;

  private final FloatBuffer weights;
  private final FloatBuffer gradients;
  private final Map<String, INDArray> state = new LinkedHashMap<>();
  private final FloatBuffer first;
  private final FloatBuffer second;
  private final INDArray steps;

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
    boolean needsSecond = !(spec.rule() instanceof OptimizerSpec.Sgd);
    INDArray firstMoment = Nd4j.zeros(DataType.FLOAT, parameters.length());
    INDArray secondMoment = Nd4j.zeros(DataType.FLOAT, needsSecond ? parameters.length() : 1);
    steps = Nd4j.zeros(DataType.FLOAT, 1);
    first = buffer(firstMoment);
    second = buffer(secondMoment);
    state.put("first-moment", firstMoment);
    if (needsSecond) {
      state.put("second-moment", secondMoment);
    }
    state.put("steps", steps);
  }

  /** The memory in use, by name, for checkpoints: write it out, or assign into it. */
  public Map<String, INDArray> state() {
    return Collections.unmodifiableMap(state);
  }

  /**
   * One step, after which the gradients are 0.
   *
   * @param progress share of the stage's steps already done, in [0, 1)
   */
  public void step(double progress) {
    try {
      double rate = spec.learningRate() * spec.schedule().factor(progress);
      float clip = clipFactor();
      long count = Math.round(steps.getDouble(0)) + 1;
      steps.putScalar(0, (double) count);
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
    boolean nesterov = sgd.nesterov();
    for (int i = 0; i < weights.limit(); i++) {
      float w = weights.get(i);
      float g = gradients.get(i) * clip + decay * w;
      float v = momentum * first.get(i) + g;
      first.put(i, v);
      weights.put(i, w - rate * (nesterov ? g + momentum * v : v));
      gradients.put(i, 0);
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
    for (int i = 0; i < weights.limit(); i++) {
      float w = weights.get(i);
      float g = gradients.get(i) * clip + decay * w;
      float m = b1 * first.get(i) + (1 - b1) * g;
      float v = b2 * second.get(i) + (1 - b2) * g * g;
      first.put(i, m);
      second.put(i, v);
      weights.put(i, w * shrink - size * m / ((float) Math.sqrt(v) * correction + eps));
      gradients.put(i, 0);
    }
  }

  /** Frees the moments at once; the garbage collector would find them late. */
  @Override
  public void close() {
    state.values().forEach(INDArray::close);
  }

  private float clipFactor() {
    if (spec.clipNorm() == 0) {
      return 1;
    }
    double squares = 0;
    for (int i = 0; i < gradients.limit(); i++) {
      squares += (double) gradients.get(i) * gradients.get(i);
    }
    double norm = Math.sqrt(squares);
    return norm <= spec.clipNorm() ? 1 : (float) (spec.clipNorm() / norm);
  }

  /** Views the array's memory without keeping the array alive. */
  private static FloatBuffer buffer(INDArray flat) {
    return new FloatPointer(flat.data().addressPointer()).capacity(flat.length()).asBuffer();
  }
}
