package org.palimpsest.conf;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;

/** Looks parts up and parses their defaults. */
public final class Parts {

  private Parts() {}

  /**
   * The part of this name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static <T> Part<T> named(String name, List<Part<T>> all) {
    return all.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no part %s; there are %s"
                        .formatted(name, all.stream().map(Part::name).toList())));
  }

  /** A part's keys with their defaults, each with the part's name and a line as its origin. */
  static ConfigObject defaults(Part<?> part) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(part.name());
    return ConfigFactory.parseString(part.defaults(), options).resolve().root();
  }

  /** A part's keys with their defaults, read apart from any configuration. */
  static Section section(Part<?> part) {
    Place place = new Place(part.name(), 1);
    return new Section(
        new Spot(new Reading(new Problems()), part.name(), defaults(part), place, false));
  }

  /** A part's section: what stands below its name, the rest from its defaults. */
  static Spot chosen(Spot spot, Part<?> part) {
    String child = spot.path(part.name());
    spot.reading().readSection(child);
    ConfigObject own =
        spot.values().get(part.name()) instanceof ConfigObject object
            ? object
            : ConfigFactory.empty().root();
    ConfigObject all = own.withFallback(defaults(part));
    return new Spot(spot.reading(), child, all, spot.place(), spot.mute());
  }

  /** Says why the keys of parts that {@code key} did not choose are read by nobody. */
  static <T> void dormant(Spot spot, String key, List<Part<T>> all, List<String> chosen) {
    if (!spot.sound(key)) {
      // Which part is meant is not known, hence none's keys are called idle.
      all.forEach(part -> spot.reading().ignore(spot.path(part.name())));
      return;
    }
    ConfigValue value = spot.value(key);
    boolean isList = value != null && value.valueType() == ConfigValueType.LIST;
    for (Part<T> part : all) {
      if (!chosen.contains(part.name())) {
        String why = isList ? "%s does not name %s" : "%s is not %s";
        spot.reading().idle(spot.path(part.name()), why.formatted(spot.path(key), part.name()));
      }
    }
  }
}
