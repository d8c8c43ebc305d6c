package org.palimpsest.cli;

import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.palimpsest.conf.Printable;
import org.palimpsest.conf.Redaction;

/**
 * Prints texts without passwords and without what a terminal would act upon, whatever they were put
 * together from. Bytes pass as they are.
 */
final class SafeStream extends PrintStream {

  private final PrintStream raw;
  private final boolean messages;

  /**
   * A stream.
   *
   * @param raw that it ends in
   * @param messages whether lines are for people alone, and are cut where they are endless
   */
  SafeStream(PrintStream raw, boolean messages) {
    super(raw, true, StandardCharsets.UTF_8);
    this.raw = raw;
    this.messages = messages;
  }

  /** For whoever moves the cursor; everything foreign is made printable there. */
  PrintStream raw() {
    return raw;
  }

  static String safe(String text) {
    return Printable.message(Redaction.of(text));
  }

  @Override
  public void print(@Nullable String text) {
    String shown = String.valueOf(text);
    super.print(messages ? safe(shown) : Printable.of(shown));
  }

  @Override
  public void println(@Nullable String text) {
    synchronized (this) {
      print(text);
      println();
    }
  }

  @Override
  public void println(@Nullable Object value) {
    println(String.valueOf(value));
  }

  @Override
  public void print(@Nullable Object value) {
    print(String.valueOf(value));
  }

  /** For libraries that want a writer; what they write at once is printed as one text. */
  Writer writer() {
    return new Writer() {
      @Override
      public void write(char[] text, int offset, int length) {
        print(new String(text, offset, length));
      }

      @Override
      public void flush() {
        SafeStream.this.flush();
      }

      @Override
      public void close() {
        flush();
      }
    };
  }
}
