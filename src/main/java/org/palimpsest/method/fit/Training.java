package org.palimpsest.method.fit;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Parameter;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/** What all stages of a learner share: the optimisers' moments, which are part of its state. */
public final class Training implements Keeps {

  private final Optimizers optimizers = new Optimizers();

  void start(FitSpec spec, List<Parameter> parameters) {
    optimizers.start(
        parameters,
        parameter ->
            parameter.name().equals("encoder") ? spec.encoderOptimizer() : spec.optimizer());
  }

  void step(double progress) {
    optimizers.step(progress);
  }

  /** Forgets the moments: what is trained next begins anew. */
  public void clear() {
    optimizers.clear();
  }

  @Override
  public List<Kept> kept() {
    return optimizers.kept();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    optimizers.restore(saved);
  }
}
