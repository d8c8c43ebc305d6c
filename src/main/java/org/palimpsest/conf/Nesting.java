package org.palimpsest.conf;

/**
 * Finds text that is nested deeper than anybody means, before the library reads it: it reads each
 * level by a call of its own, and thousands of them end the program.
 */
final class Nesting {

  /** Levels that a text may have; the deepest default is at five. */
  static final int MOST = 64;

  static final String REFUSED = "has more than %d levels".formatted(MOST);

  private final String text;
  private final int[] opened = new int[MOST + 1];
  private int at;
  private int line = 1;
  private int brackets;
  private int above;
  private int dots;

  private Nesting(String text) {
    this.text = text;
  }

  /** The line, from 1, on which a text becomes too deep; 0 if it does not. */
  static int line(String text) {
    return new Nesting(text).find();
  }

  /**
   * A level is a bracket, or a dot of a path: {@code a.b.c = 1} is as deep as {@code a { b { c = 1
   * } }}.
   */
  private int find() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        skipQuoted();
        continue;
      }
      if (c == '#' || text.startsWith("//", at)) {
        skipTo("\n");
        continue;
      }
      switch (c) {
        case '{', '[', '(' -> open();
        case '}', ']', ')' -> close();
        case '.' -> dots++;
        case '\n' -> {
          line++;
          dots = 0;
        }
        case ',', '=', ':' -> dots = 0;
        default -> {
          // any other character belongs to a word
        }
      }
      if (above + dots > MOST) {
        return line;
      }
      at++;
    }
    return 0;
  }

  private void open() {
    above += 1 + dots;
    if (above <= MOST) {
      opened[brackets++] = 1 + dots;
    }
    dots = 0;
  }

  private void close() {
    if (brackets > 0) {
      above -= opened[--brackets];
    }
    dots = 0;
  }

  private void skipQuoted() {
    if (text.startsWith("\"\"\"", at)) {
      int start = at;
      skipTo("\"\"\"", at + 3);
      line += (int) text.substring(start, at).chars().filter(c -> c == '\n').count();
      at = Math.min(at + 3, text.length());
      return;
    }
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\n') {
        at += c == '"' ? 1 : 0; // a line feed ends a text that lacks its end
        return;
      }
      at += c == '\\' ? 1 : 0;
    }
  }

  private void skipTo(String end) {
    skipTo(end, at);
  }

  private void skipTo(String end, int from) {
    int found = text.indexOf(end, from);
    at = found < 0 ? text.length() : found;
  }
}
