package org.palimpsest.disk;

import java.util.regex.Pattern;

/**
 * Texts as cells of tables that people open as spreadsheets. Names come from anybody's folders and
 * configurations: what a spreadsheet would take for a formula gets an apostrophe in front, which
 * makes it a text there.
 */
public final class SpreadsheetText {

  private static final String FORMULA = "=+-@\t\r";
  private static final char APOSTROPHE = '\'';
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private SpreadsheetText() {}

  /** The text as a cell; what {@link #ofCell} reads as the same text. */
  public static String cell(String text) {
    return isMarked(text) ? APOSTROPHE + text : text;
  }

  /** The text that a cell stands for. */
  public static String ofCell(String cell) {
    boolean marked = cell.startsWith("'") && isMarked(cell.substring(1));
    return marked ? cell.substring(1) : cell;
  }

  /** A formula, or what would be taken for a marked one. */
  private static boolean isMarked(String text) {
    String bare = text.replaceFirst("^'+", "");
    return !bare.isEmpty()
        && FORMULA.indexOf(bare.charAt(0)) >= 0
        && !NUMBER.matcher(bare).matches();
  }
}
