package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a block of a stage measured.
 *
 * @param measures by name, finite
 * @param seconds it took
 */
public record BlockResult(Map<String, Double> measures, double seconds) {

  public BlockResult {
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
  }
}
