package org.palimpsest.conf;

import java.util.function.Function;

/**
 * A named piece that a configuration chooses: a head, a term, a policy, an encoder. A part is one
 * line in a list and one file, where its keys stand with their defaults.
 *
 * @param name in configurations, and the section that its keys live under
 * @param source paper, equation and page that it and its defaults are from
 * @param defaults HOCON with a comment a key; merged only where the part is chosen
 * @param reader makes it from its section; asks for every key, whatever the values
 */
public record Part<T>(String name, String source, String defaults, Function<Section, T> reader) {

  /** One with its defaults. */
  public T sample() {
    return reader.apply(Parts.section(this));
  }
}
