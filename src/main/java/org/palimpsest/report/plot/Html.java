package org.palimpsest.report.plot;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML that is also well-formed XML. Every text and attribute is escaped, so that names may
 * hold anything.
 */
public final class Html {

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; attributes are names and values in turn. */
  public Html open(String tag, String... attributes) {
    begin(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Ends the element begun last. */
  public Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that holds only text. */
  public Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element that never holds anything, such as {@code img}. */
  public Html empty(String tag, String... attributes) {
    begin(tag, attributes);
    out.append(" />");
    return this;
  }

  public Html text(String text) {
    escape(text);
    return this;
  }

  /** A line break in the source, for those who read it. */
  public Html line() {
    out.append('\n');
    return this;
  }

  /** What another writer has finished. */
  public Html include(Html finished) {
    finished.requireClosed();
    out.append(finished.out);
    return this;
  }

  public boolean isEmpty() {
    return out.isEmpty();
  }

  private void begin(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    int plain = 0; // from here on nothing had to be escaped; pictures are long and plain throughout
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      String escaped = escaped(c);
      if (!escaped.isEmpty()) {
        out.append(text, plain, i).append(escaped);
        plain = next;
      }
      i = next;
    }
    out.append(text, plain, text.length());
  }

  /** How a character has to be written, or the empty text if as it is. */
  private static String escaped(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> allowed(c) ? "" : "\uFFFD";
    };
  }

  /** Characters that XML 1.0 can hold. */
  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /**
   * All that was written.
   *
   * @throws IllegalStateException if an element is still open
   */
  @Override
  public String toString() {
    requireClosed();
    return out.toString();
  }

  private void requireClosed() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
  }
}
