package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Whether a data set is on this machine. Files are looked for, not opened.
 *
 * @param files where it lies; empty unless it is {@link Status#PRESENT}
 * @param detail for a person: what is missing, or what to put where
 */
public record Listing(DatasetEntry entry, Status status, List<Path> files, String detail) {

  /** How much of a data set is there. */
  public enum Status {
    /** Part of the program. */
    EMBEDDED,
    PRESENT,
    /** Some files are there and some are not. */
    INCOMPLETE,
    /** Not there, but fetched when it is needed. */
    DOWNLOADABLE,
    ABSENT
  }

  public Listing {
    files = List.copyOf(files);
  }
}
