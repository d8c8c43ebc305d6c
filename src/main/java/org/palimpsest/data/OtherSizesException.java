package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;

/** Thrown where images are to be taken as they are and have not one size. */
final class OtherSizesException extends DataException {

  private static final long serialVersionUID = 1L;

  private final List<String> extremes;

  OtherSizesException(Path file, String found, String expected, List<String> extremes) {
    super(file, found, expected);
    this.extremes = List.copyOf(extremes);
  }

  /** Height and width of the smallest image and of the largest, such as {@code 40x30}. */
  List<String> extremes() {
    return extremes;
  }
}
