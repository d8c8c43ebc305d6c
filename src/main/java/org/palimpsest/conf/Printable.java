package org.palimpsest.conf;

import java.util.Locale;

/** Makes texts from elsewhere fit to be shown: names of files, of classes, values of settings. */
public final class Printable {

  private static final int LONGEST_LINE = 2000;

  private Printable() {}

  /**
   * A text without characters that a terminal acts upon; they are written out as {@code \u001b}.
   * Line feeds, tabulators and carriage returns stay.
   */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean layout = c == '\n' || c == '\t' || c == '\r';
              if (acts(c) && !layout) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /** Control characters, and those that turn the direction of what follows around. */
  private static boolean acts(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x2028
        || c == 0x2029;
  }

  /** The same, and no line is longer than a few screens' widths. */
  public static String message(String text) {
    String printable = of(text);
    if (printable.length() <= LONGEST_LINE) {
      return printable;
    }
    StringBuilder cut = new StringBuilder();
    for (String line : printable.split("\n", -1)) {
      cut.append(cut.isEmpty() ? "" : "\n");
      cut.append(
          line.length() <= LONGEST_LINE
              ? line
              : line.substring(0, LONGEST_LINE) + "... (%d characters)".formatted(line.length()));
    }
    return cut.toString();
  }
}
