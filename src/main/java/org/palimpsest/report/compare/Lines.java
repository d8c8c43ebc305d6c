package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;

/** Texts of a table's cells, broken into lines. */
final class Lines {

  /** A heading longer than this is broken where its words meet. */
  private static final int HEADING = 15;

  private Lines() {}

  /** A heading, broken after underscores and at blanks. */
  static List<String> ofHeading(String heading) {
    return filled(words(heading), HEADING);
  }

  /**
   * A text in lines of at most so many letters, broken at blanks and after underscores, or anywhere
   * if there is none.
   */
  static List<String> of(String text, int room) {
    if (length(text) <= room) {
      return List.of(text);
    }
    List<String> words = new ArrayList<>();
    for (String word : words(text)) {
      String rest = word;
      for (; rest.strip().length() > room; rest = rest.strip().substring(room)) {
        words.add(rest.strip().substring(0, room));
      }
      words.add(rest);
    }
    return filled(words.toArray(String[]::new), room);
  }

  /** Letters of the longest line. */
  static int width(List<String> lines) {
    return lines.stream().mapToInt(Lines::length).max().orElse(0);
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String[] words(String text) {
    return text.split("(?<=_)|(?= )", -1);
  }

  private static List<String> filled(String[] words, int room) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (!line.isEmpty() && line.toString().strip().length() + word.length() > room) {
        lines.add(line.toString().strip());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString().strip());
    return lines;
  }
}
