package org.palimpsest.conf;

/** What stands at a key, for values that may be written in more than one way. */
public enum Kind {
  /** Nothing, or null. */
  ABSENT,
  TEXT,
  NUMBER,
  FLAG,
  LIST,
  SECTION
}
