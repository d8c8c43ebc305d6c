package org.palimpsest.conf;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one section and where, and what is said of it: every value that is read passes
 * here, and every problem with one.
 *
 * @param reading of the whole file, which remembers what was read and what was wrong
 * @param path keys from the root to here, joined by dots; empty for the root
 * @param place where the section stands
 * @param mute whether problems are kept to itself, as those of a section that is missing
 */
record Spot(Reading reading, String path, ConfigObject values, Place place, boolean mute) {

  /** The path of a key of this section. */
  String path(String key) {
    return Reading.path(path, key);
  }

  /** A section below this one. */
  Spot below(String key, ConfigObject object) {
    return new Spot(reading, path(key), object, Origins.of(object).orElse(place), mute);
  }

  /** In place of a section that is not there, about which nothing further is to be said. */
  Spot nothing(String key) {
    return new Spot(reading, path(key), ConfigValueFactory.fromMap(Map.of()), place, true);
  }

  /** This section with what it lacks taken from another one. */
  Spot inheriting(Spot from) {
    reading.inherit(path, from.path);
    return new Spot(reading, path, values.withFallback(from.values), place, mute && from.mute);
  }

  boolean sound(String... keys) {
    for (String key : keys) {
      if (mute || reading.isFaulty(path(key))) {
        return false;
      }
    }
    return true;
  }

  /** Where the value at {@code key} was written, or where the section was. */
  Place place(String key) {
    return Optional.ofNullable(read(key)).flatMap(Origins::of).orElse(place);
  }

  /** Other than null. */
  @Nullable ConfigValue value(String key) {
    ConfigValue value = values.get(key);
    return value == null || value.unwrapped() == null ? null : value;
  }

  /** The same, and counts as read. */
  @Nullable ConfigValue read(String key) {
    ConfigValue value = value(key);
    reading.readValue(path(key), value);
    return value;
  }

  /** The same, and missing is a problem. */
  @Nullable ConfigValue required(String key) {
    ConfigValue value = read(key);
    if (value == null) {
      missing(key, "");
    }
    return value;
  }

  void missing(String key, String form) {
    ConfigValue written = values.get(key); // may be an explicit null
    Place where = written == null ? place : Origins.of(written).orElse(place);
    if (where.file().equals(ConfigFile.DEFAULTS)) {
      where = place;
    }
    report(key, where, path(key) + form + " is missing");
  }

  /** Reports a value; what is not known on this machine is taken to be right. */
  void wrong(String key, ConfigValue value, String why) {
    if (Substitutions.isUnknown(value)) {
      reading.fault(path(key));
      return;
    }
    String message = Reading.assignment(path(key), value) + " " + why;
    report(key, Origins.of(value).orElse(place), message);
  }

  private void report(String key, Place where, String message) {
    if (!mute) {
      reading.problem(path(key), where, message);
    }
  }

  /** As {@link Section#problem}. */
  void problem(String key, String why) {
    ConfigValue value = read(key);
    if (value == null) {
      report(key, place, path(key) + " " + why);
    } else {
      wrong(key, value, why);
    }
  }
}
