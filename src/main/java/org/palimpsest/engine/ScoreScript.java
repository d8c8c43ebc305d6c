package org.palimpsest.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How scores come of features, as a program in TorchScript.
 *
 * @param lines statements that read {@code map}, {@code [n, channels, height, width]}, {@code
 *     embedding}, {@code [n, width]}, and each tensor as {@code self.NAME}, and set {@code scores},
 *     {@code [n, classes]}
 * @param tensors what the statements read, by name; float32
 */
public record ScoreScript(List<String> lines, Map<String, INDArray> tensors) {

  public ScoreScript {
    lines = List.copyOf(lines);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
