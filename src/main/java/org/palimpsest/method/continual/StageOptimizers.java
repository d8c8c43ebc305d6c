package org.palimpsest.method.continual;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Optimizer;

/**
 * The optimisers of the stage that is under way, by the name of what they move. Their moments are
 * part of a learner's state while the stage lasts and gone when it ends.
 */
final class StageOptimizers {

  private static final String PREFIX = "optimizer.";

  private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
  private final Map<String, INDArray> restored = new LinkedHashMap<>();

  /**
   * Puts an optimiser in place, with the moments that the one of this name had, if there was one.
   */
  void put(String name, Optimizer optimizer) {
    Optimizer before = optimizers.get(name);
    if (before != null) {
      before.state().forEach((key, array) -> restored.put(PREFIX + name + "." + key, array));
    }
    optimizer
        .state()
        .forEach(
            (key, array) -> {
              String full = PREFIX + name + "." + key;
              if (restored.containsKey(full)) {
                Model.assign(array, restored, full);
              }
            });
    optimizers.put(name, optimizer);
  }

  /** One step of each. */
  void step(double progress) {
    optimizers.values().forEach(optimizer -> optimizer.step(progress));
  }

  /** Forgets all; the stage is over. */
  void clear() {
    optimizers.clear();
    restored.clear();
  }

  Map<String, INDArray> tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    optimizers.forEach(
        (name, optimizer) ->
            optimizer
                .state()
                .forEach((key, array) -> tensors.put(PREFIX + name + "." + key, array)));
    return tensors;
  }

  /** Keeps saved moments until {@link #put} asks for them. */
  void restore(Map<String, INDArray> tensors) {
    clear();
    tensors.forEach(
        (name, array) -> {
          if (name.startsWith(PREFIX)) {
            restored.put(name, array.dup());
          }
        });
  }
}
