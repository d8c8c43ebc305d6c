package org.palimpsest.conf;

/**
 * A part that a configuration chose, with its settings.
 *
 * @param part which one
 * @param section its keys, what is left out taken from its defaults
 */
public record Chosen<T>(Part<T> part, Section section) {

  /** A new one; several runs do not share what a part keeps. */
  public T create() {
    return part.reader().apply(section);
  }

  public String name() {
    return part.name();
  }

  /** Name and settings; parts with equal texts are equal. */
  public String text() {
    return section.settings(part.name());
  }
}
