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
    Map<String, INDArray> earlier = new LinkedHashMap<>(restored);
    earlier.putAll(tensors());
    optimizer
        .state()
        .forEach(
            (key, array) -> {
              String full = PREFIX + name + "." + key;
              if (earlier.containsKey(full)) {
                Model.assign(array, earlier, full);
              }
            });
    Optimizer before = optimizers.put(name, optimizer);
    if (before != null) {
      before.close();
    }
  }

  /** One step of each. */
  void step(double progress) {
    optimizers.values().forEach(optimizer -> optimizer.step(progress));
  }

  /** Forgets all; the stage is over. */
  void clear() {
    optimizers.values().forEach(Optimizer::close);
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
