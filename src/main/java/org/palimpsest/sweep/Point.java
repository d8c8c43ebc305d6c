package org.palimpsest.sweep;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some keys set.
 *
 * @param settings by path; each value knows the file and line that it comes from
 */
record Point(Map<String, ConfigValue> settings) {

  /** Nothing is set. */
  static final Point NONE = new Point(Map.of());

  Point {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Everything that either sets. */
  Point and(Point other) {
    Map<String, ConfigValue> both = new LinkedHashMap<>(settings);
    both.putAll(other.settings);
    return new Point(both);
  }

  /** Each of the one with each of the other, the last one changing fastest. */
  static List<Point> product(List<Point> slow, List<Point> fast) {
    List<Point> all = new ArrayList<>();
    slow.forEach(first -> fast.forEach(second -> all.add(first.and(second))));
    return all;
  }
}
