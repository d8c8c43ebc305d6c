package org.palimpsest.report.compare;

import java.util.List;

/** Text that LaTeX sets as it is. */
public final class Latex {

  /** The end of Unicode's Latin Extended-A. */
  private static final int LAST_LATIN = 0x180;

  private static final String PUNCTUATION = "\u2013\u2014\u2018\u2019\u201c\u201d";

  /** Where Latin has the same letter, as in omicron and most capitals, TeX has none. */
  private static final String GREEK =
      "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be\u03c0\u03c1"
          + "\u03c3\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9\u0393\u0394\u0398\u039b\u039e\u03a0\u03a3\u03a6\u03a8\u03a9";

  private static final List<String> GREEK_NAMES =
      List.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
          "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
          "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega");

  private static final String SIGNS =
      "\u2192\u2190\u2264\u2265\u2260\u2248\u221e\u2211\u221a\u2208";

  private static final List<String> SIGN_NAMES =
      List.of(
          "rightarrow", "leftarrow", "leq", "geq", "neq", "approx", "infty", "sum", "surd", "in");

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
      default -> other(c, out);
    }
  }

  /** Letters that T1 has, as they are; Greek and what formulas have, as such; else the number. */
  private static void other(int c, StringBuilder out) {
    int greek = GREEK.indexOf(c);
    int sign = SIGNS.indexOf(c);
    if (c < LAST_LATIN || PUNCTUATION.indexOf(c) >= 0) {
      out.appendCodePoint(c);
    } else if (greek >= 0) {
      out.append("$\\").append(GREEK_NAMES.get(greek)).append('$');
    } else if (sign >= 0) {
      out.append("$\\").append(SIGN_NAMES.get(sign)).append('$');
    } else {
      out.append("U+%04X".formatted(c));
    }
  }
}
