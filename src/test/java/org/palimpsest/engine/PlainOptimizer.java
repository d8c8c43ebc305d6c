package org.palimpsest.engine;

/** The rules element by element, as their definitions read: what {@link Optimizer} has to equal. */
final class PlainOptimizer {

  private final OptimizerSpec spec;
  private final float[] weights;
  private final float[] first;
  private final float[] second;
  private long count;

  PlainOptimizer(OptimizerSpec spec, float[] start) {
    this.spec = spec;
    weights = start.clone();
    first = new float[start.length];
    second = new float[start.length];
  }

  float[] weights() {
    return weights;
  }

  void step(float[] gradients, double progress, float clip) {
    count++;
    double rate = spec.learningRate() * spec.schedule().factor(progress);
    for (int i = 0; i < weights.length; i++) {
      if (spec.rule() instanceof OptimizerSpec.Sgd sgd) {
        sgd(i, gradients[i] * clip, sgd, (float) rate);
      } else if (spec.rule() instanceof OptimizerSpec.Adam adam) {
        float slope = gradients[i] * clip + (float) spec.weightDecay() * weights[i];
        adam(i, slope, adam.beta1(), adam.beta2(), adam.epsilon(), rate, weights[i]);
      } else if (spec.rule() instanceof OptimizerSpec.AdamW adam) {
        float shrunk = weights[i] * (float) (1 - rate * spec.weightDecay());
        float slope = gradients[i] * clip + 0 * weights[i];
        adam(i, slope, adam.beta1(), adam.beta2(), adam.epsilon(), rate, shrunk);
      }
    }
  }

  private void sgd(int i, float gradient, OptimizerSpec.Sgd sgd, float rate) {
    float slope = gradient + (float) spec.weightDecay() * weights[i];
    float momentum = (float) sgd.momentum();
    first[i] = momentum * first[i] + slope;
    weights[i] -= rate * (sgd.nesterov() ? slope + momentum * first[i] : first[i]);
  }

  private void adam(
      int i, float g, double beta1, double beta2, double epsilon, double rate, float from) {
    first[i] = (float) beta1 * first[i] + (1 - (float) beta1) * g;
    second[i] = (float) beta2 * second[i] + (1 - (float) beta2) * g * g;
    float size = (float) (rate / (1 - Math.pow(beta1, (double) count)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) count)));
    weights[i] =
        from - size * first[i] / ((float) Math.sqrt(second[i]) * correction + (float) epsilon);
  }
}
