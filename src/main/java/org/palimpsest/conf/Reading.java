package org.palimpsest.conf;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What all sections of one configuration share: its problems and which keys were looked at. */
final class Reading {

  private static final Pattern PLAIN = Pattern.compile("[\\w-]+(\\[\\d+])?");

  private final Problems problems;
  private final Set<String> values = new HashSet<>();
  private final Set<String> sections = new HashSet<>();
  private final Set<String> ignored = new HashSet<>();
  private final Set<String> faulty = new HashSet<>();

  Reading(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  void readValue(String path) {
    values.add(path);
  }

  void readSection(String path) {
    sections.add(path);
  }

  void ignore(String path) {
    ignored.add(path);
  }

  boolean isValue(String path) {
    return values.contains(path);
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
    Set<String> all = new HashSet<>(values);
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
