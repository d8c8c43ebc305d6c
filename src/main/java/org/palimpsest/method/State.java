package org.palimpsest.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/**
 * Everything a learner needs to go on bit by bit where it was: float32, float64, int64 and uint8
 * arrays and short texts, both by name.
 */
public record State(Map<String, INDArray> tensors, Map<String, String> notes) {

  public State {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  /**
   * A view of what is kept now; written out before the keeper goes on.
   *
   * @throws IllegalStateException if a name is there twice
   */
  public static State of(Keeps keeper) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Kept kept : keeper.kept()) {
      if (tensors.put(kept.name(), kept.array()) != null) {
        throw new IllegalStateException("%s is kept twice".formatted(kept.name()));
      }
    }
    return new State(tensors, Map.of());
  }
}
