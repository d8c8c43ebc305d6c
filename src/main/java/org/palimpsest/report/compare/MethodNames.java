package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.record.RunResult;

/**
 * Sorts runs into methods: those of one experiment and one configuration. A method is called by its
 * experiment's name or by the name it was given; where that says too little, by its published
 * method and by the settings in which it differs from its namesakes.
 */
public final class MethodNames {

  /** Settings that say where results go and how they are called, but not what is computed. */
  private static final List<String> BESIDE_THE_POINT =
      List.of("name", "results", "seeds", "data.root", "mlflow.");

  private static final String METHOD = "learner.method";

  private MethodNames() {}

  /**
   * A run and the name it was given.
   *
   * @param name the experiment's if it was given none
   */
  record Named(String name, RunResult run) {}

  private record Key(String name, String configuration) {}

  /** Methods in the order in which their first runs come; runs by rising seed. */
  static List<Row> methods(List<Named> runs) {
    Map<Key, List<RunResult>> groups = new LinkedHashMap<>();
    for (Named named : runs) {
      groups
          .computeIfAbsent(
              new Key(named.name, named.run.configurationHash()), k -> new ArrayList<>())
          .add(named.run);
    }
    Map<String, List<RunResult>> firsts = new LinkedHashMap<>();
    groups.forEach(
        (key, members) ->
            firsts.computeIfAbsent(key.name, n -> new ArrayList<>()).add(members.get(0)));
    Map<String, Namesakes> namesakes = new HashMap<>();
    firsts.forEach((name, members) -> namesakes.put(name, Namesakes.of(members)));
    Set<String> taken = new HashSet<>();
    List<Row> methods = new ArrayList<>();
    groups.forEach(
        (key, members) -> {
          Namesakes others = namesakes.getOrDefault(key.name, Namesakes.NONE);
          String settings = suffix(members.get(0), others);
          // A name that all have says nothing.
          String name =
              firsts.size() == 1 && !settings.isEmpty()
                  ? settings
                  : (key.name + " " + settings).strip();
          if (!taken.add(name)) {
            name += " " + key.configuration;
            taken.add(name);
          }
          members.sort(Comparator.comparingLong(run -> run.seed().orElse(0)));
          methods.add(new Row(name, members));
        });
    return methods;
  }

  /** The settings in which configurations differ, in alphabetical order; absent ones as "". */
  public static SortedMap<String, List<String>> differences(Collection<RunResult> runs) {
    Set<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.configuration().keySet()));
    SortedMap<String, List<String>> differences = new TreeMap<>();
    for (String key : keys) {
      if (BESIDE_THE_POINT.stream().anyMatch(key::startsWith)) {
        continue;
      }
      List<String> values =
          runs.stream().map(run -> run.configuration().getOrDefault(key, "")).toList();
      if (new LinkedHashSet<>(values).size() > 1) {
        differences.put(key, values);
      }
    }
    return differences;
  }

  /** Keys that all have, where those tell them apart; else as few as do. */
  private static Set<String> telling(List<RunResult> runs) {
    SortedMap<String, List<String>> all = differences(runs);
    Set<String> common = new TreeSet<>(all.keySet());
    common.removeIf(key -> runs.stream().anyMatch(run -> !run.configuration().containsKey(key)));
    return apart(runs, common) == runs.size() ? common : few(runs, all.keySet());
  }

  /** What else differs comes and goes with these, or is in the table of all differences. */
  private static Set<String> few(List<RunResult> runs, Set<String> keys) {
    Set<String> few = new TreeSet<>();
    long apart = 1;
    while (apart < apart(runs, keys)) {
      String best = "";
      for (String key : keys) {
        Set<String> more = new TreeSet<>(few);
        more.add(key);
        long now = apart(runs, more);
        if (now > apart) {
          apart = now;
          best = key;
        }
      }
      few.add(best);
    }
    return few;
  }

  /** How many of them these keys tell apart. */
  private static long apart(List<RunResult> runs, Set<String> keys) {
    return runs.stream()
        .map(run -> keys.stream().map(key -> run.configuration().getOrDefault(key, "")).toList())
        .distinct()
        .count();
  }

  /**
   * What tells configurations of one name apart.
   *
   * @param keys of each method, those that tell its configurations apart; none if it has one
   */
  private record Namesakes(Map<String, Set<String>> keys) {

    static final Namesakes NONE = new Namesakes(Map.of());

    static Namesakes of(List<RunResult> runs) {
      Map<String, List<RunResult>> byMethod = new HashMap<>();
      runs.forEach(run -> byMethod.computeIfAbsent(method(run), m -> new ArrayList<>()).add(run));
      Map<String, Set<String>> keys = new HashMap<>();
      byMethod.forEach(
          (method, same) -> {
            Set<String> telling = new TreeSet<>(same.size() > 1 ? telling(same) : Set.of());
            telling.removeIf(key -> repeats(key, telling, same));
            keys.put(method, telling);
          });
      return new Namesakes(keys);
    }
  }

  private static String method(RunResult run) {
    return run.configuration().getOrDefault(METHOD, "none");
  }

  /**
   * The method where those differ, and then what tells it from others of that method: the rest
   * follows from the method, or is in the table of all differences.
   */
  private static String suffix(RunResult run, Namesakes namesakes) {
    List<String> parts = new ArrayList<>();
    if (namesakes.keys.size() > 1) {
      parts.add(method(run));
    }
    parts.addAll(settings(run, namesakes.keys.getOrDefault(method(run), Set.of())));
    return String.join(", ", parts);
  }

  /** Those it has, of what tells it from its namesakes; all of them where it has none. */
  private static List<String> settings(RunResult run, Set<String> keys) {
    List<String> had = keys.stream().filter(key -> run.configuration().containsKey(key)).toList();
    List<String> parts = new ArrayList<>();
    for (String key : had.isEmpty() ? keys : had) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      boolean alone = keys.stream().filter(k -> k.endsWith("." + last)).count() == 1;
      parts.add((alone ? last : key) + "=" + run.configuration().getOrDefault(key, "none"));
    }
    return parts;
  }

  /** Whether novel sessions are trained as the base classes are, in all of them. */
  private static boolean repeats(String key, Set<String> keys, List<RunResult> namesakes) {
    String base = key.replaceFirst("^training\\.novel\\.", "training.base.");
    return !base.equals(key)
        && keys.contains(base)
        && namesakes.stream()
            .allMatch(
                run -> Objects.equals(run.configuration().get(key), run.configuration().get(base)));
  }
}
