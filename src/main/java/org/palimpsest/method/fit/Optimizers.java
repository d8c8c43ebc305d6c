package org.palimpsest.method.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Optimizer;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.Parameter;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The optimisers of the stage that is under way, one a parameter. Their moments are part of a
 * learner's state while the stage lasts. A gradient is clipped by the norm of all parameters.
 */
final class Optimizers implements Keeps {

  private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
  private final Map<String, INDArray> restored = new LinkedHashMap<>();
  private double clipNorm;

  /** Puts optimisers in place, with the moments that those of the same parameters had. */
  void start(List<Parameter> parameters, Function<Parameter, OptimizerSpec> spec) {
    Map<String, INDArray> earlier = new LinkedHashMap<>(restored);
    kept().forEach(kept -> earlier.put(kept.name(), kept.array()));
    Map<String, Optimizer> before = new LinkedHashMap<>(optimizers);
    optimizers.clear();
    for (Parameter parameter : parameters) {
      OptimizerSpec settings = spec.apply(parameter);
      clipNorm = settings.clipNorm();
      Optimizer optimizer = new Optimizer(settings, parameter.values(), parameter.gradient());
      optimizer
          .state()
          .forEach(
              (key, array) -> {
                INDArray saved = earlier.get(parameter.name() + "." + key);
                if (saved != null && saved.length() == array.length()) {
                  KeptArrays.assign(array, earlier, parameter.name() + "." + key);
                }
              });
      optimizers.put(parameter.name(), optimizer);
    }
    before.values().forEach(Optimizer::close);
    restored.clear();
  }

  /**
   * One step of each, after which the gradients are 0.
   *
   * @param progress share of the stage's steps already done, in [0, 1)
   */
  void step(double progress) {
    float clip = 1;
    if (clipNorm > 0) {
      double squares =
          optimizers.values().stream().mapToDouble(Optimizer::squaredGradientNorm).sum();
      double norm = Math.sqrt(squares);
      clip = norm <= clipNorm ? 1 : (float) (clipNorm / norm);
    }
    for (Optimizer optimizer : optimizers.values()) {
      optimizer.step(progress, clip);
    }
  }

  /** Forgets all; the stage is over. */
  void clear() {
    optimizers.values().forEach(Optimizer::close);
    optimizers.clear();
    restored.clear();
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    optimizers.forEach(
        (name, optimizer) ->
            optimizer
                .state()
                .forEach(
                    (key, array) -> all.add(new Kept(name + "." + key, array, Purpose.MOMENTS))));
    restored.forEach(
        (name, array) -> {
          if (all.stream().noneMatch(kept -> kept.name().equals(name))) {
            all.add(new Kept(name, array, Purpose.MOMENTS));
          }
        });
    return all;
  }

  /** Keeps saved moments until {@link #start} asks for them. */
  @Override
  public void restore(Map<String, INDArray> saved) {
    clear();
    saved.forEach((name, array) -> restored.put(name, array.dup()));
  }
}
