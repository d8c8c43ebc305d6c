package org.palimpsest.report.compare;

/** Text that LaTeX sets as it is. */
public final class Latex {

  private Latex() {}

  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> escape(c, out));
    return out.toString();
  }

  private static void escape(int c, StringBuilder out) {
    switch (c) {
      case '&', '%', '$', '#', '_', '{', '}' -> out.append('\\').append((char) c);
      case '\\' -> out.append("\\textbackslash{}");
      case '~' -> out.append("\\textasciitilde{}");
      case '^' -> out.append("\\textasciicircum{}");
      case '<' -> out.append("\\textless{}");
      case '>' -> out.append("\\textgreater{}");
      case '|' -> out.append("\\textbar{}");
      case '"' -> out.append("\\textquotedbl{}");
      case '\u00b1' -> out.append("$\\pm$");
      case '\u2212' -> out.append("$-$");
      case '\u00a0' -> out.append('~');
      case '\u2026' -> out.append("\\ldots{}");
      case '\n', '\r', '\t' -> out.append(' ');
      default -> out.appendCodePoint(c);
    }
  }
}
