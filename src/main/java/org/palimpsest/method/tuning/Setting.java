package org.palimpsest.method.tuning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keys of a learner with the values that a trial gives them.
 *
 * @param values by key, in the order in which they were named
 */
public record Setting(Map<String, String> values) {

  public Setting {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** This setting with one key more, or another value of it. */
  public Setting with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return new Setting(more);
  }

  /** {@code key = value, key = value}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
