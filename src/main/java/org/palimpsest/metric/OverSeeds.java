package org.palimpsest.metric;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What runs of one configuration under several seeds say together: means and their intervals. */
public final class OverSeeds {

  /** Of confidence, of every interval over seeds. */
  public static final double LEVEL = 0.95;

  private OverSeeds() {}

  /**
   * The mean over the seeds that define a value; empty if none does.
   *
   * @param values one of each of those seeds, finite
   */
  public static Optional<StudentInterval> of(Collection<Double> values) {
    double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
    return array.length == 0 ? Optional.empty() : Optional.of(StudentInterval.of(array, LEVEL));
  }

  /**
   * The same of several values by name, in the order in which they first come up.
   *
   * @param seeds what each seed defines
   */
  public static Map<String, StudentInterval> byName(List<Map<String, Double>> seeds) {
    Set<String> names = new LinkedHashSet<>();
    seeds.forEach(values -> names.addAll(values.keySet()));
    Map<String, StudentInterval> intervals = new LinkedHashMap<>();
    for (String name : names) {
      List<Double> values =
          seeds.stream().flatMap(one -> Optional.ofNullable(one.get(name)).stream()).toList();
      of(values).ifPresent(interval -> intervals.put(name, interval));
    }
    return intervals;
  }
}
