package org.palimpsest.conf;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
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
    return new Section(new Reading(new Problems()), part.name(), defaults(part), place, false);
  }
}
