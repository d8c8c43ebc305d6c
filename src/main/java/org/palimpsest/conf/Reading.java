package org.palimpsest.conf;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all sections of one configuration share: its problems and which keys were looked at. */
final class Reading {

  private static final Pattern PLAIN = Pattern.compile("[\\w-]+(\\[\\d+])?");

  private final Problems problems;
  private final Map<String, Optional<ConfigValue>> values = new HashMap<>();
  private final Set<String> sections = new HashSet<>();
  private final Set<String> ignored = new HashSet<>();
  private final Set<String> faulty = new HashSet<>();

  /** Where a section takes what it lacks from, by path. */
  private final Map<String, String> inherited = new HashMap<>();

  /** Why what stands at a path is never asked for. */
  private final Map<String, String> idle = new TreeMap<>();

  Reading(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  void readValue(String path, @Nullable ConfigValue value) {
    values.put(path, Optional.ofNullable(value));
    source(path).ifPresent(from -> values.putIfAbsent(from, Optional.empty()));
  }

  void readSection(String path) {
    sections.add(path);
    source(path).ifPresent(this::readSection);
  }

  /** Says that the section {@code path} takes what it lacks from the section {@code from}. */
  void inherit(String path, String from) {
    inherited.put(path, from);
  }

  private Optional<String> source(String path) {
    return inherited.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey() + "."))
        .map(entry -> entry.getValue() + path.substring(entry.getKey().length()))
        .findFirst();
  }

  /** Says that nothing at or below this path is asked for, and why. */
  void idle(String path, String why) {
    idle.put(path, why);
  }

  /** Why nobody asks for this path, if somebody said so. */
  Optional<String> whyIdle(String path) {
    return idle.entrySet().stream()
        .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "."))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** What readers asked for and found, by path. */
  Map<String, ConfigValue> found() {
    Map<String, ConfigValue> found = new TreeMap<>();
    values.forEach((path, value) -> value.ifPresent(v -> found.put(path, v)));
    return found;
  }

  void ignore(String path) {
    ignored.add(path);
  }

  boolean isValue(String path) {
    return values.containsKey(path);
  }

  boolean isSection(String path) {
    return sections.contains(path);
  }

  boolean isIgnored(String path) {
    return ignored.contains(path);
  }

  boolean isFaulty(String path) {
    return faulty.contains(path);
  }

  /** Every path that a reader asked for. */
  Set<String> paths() {
    Set<String> all = new HashSet<>(values.keySet());
    all.addAll(sections);
    return all;
  }

  /** Records a problem unless this path already has one: what follows from it helps nobody. */
  void problem(String path, Place place, String message) {
    if (faulty.add(path)) {
      problems.add(new Problem(place, message));
    }
  }

  /** Marks a value that could not be had, for which a problem was recorded elsewhere. */
  void fault(String path) {
    faulty.add(path);
  }

  /** Joined by a dot, quoted where HOCON needs it; {@code key[0]} names an element of a list. */
  static String path(String parent, String key) {
    String name = PLAIN.matcher(key).matches() ? key : ConfigUtil.quoteString(key);
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** {@code path = value}, the value shortened; only the path of a section. */
  static String assignment(String path, ConfigValue value) {
    String text = Redaction.isSecret(path) ? "***" : Values.shown(value);
    return text.isEmpty() ? path : path + " = " + text;
  }
}
