package org.palimpsest.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything a learner needs to go on bit by bit where it was: float32 arrays and short texts, both
 * by name.
 */
public record State(Map<String, INDArray> tensors, Map<String, String> notes) {

  public State {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }
}
