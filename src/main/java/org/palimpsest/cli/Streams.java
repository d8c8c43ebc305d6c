package org.palimpsest.cli;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where commands write, in UTF-8. What they are given to write is made fit to be shown.
 *
 * @param out results: what a script reads
 * @param err everything else
 * @param failure why results could not be written, if so
 */
record Streams(SafeStream out, SafeStream err, Supplier<Optional<IOException>> failure) {

  Streams(PrintStream out, PrintStream err) {
    this(new SafeStream(out, false), new SafeStream(err, true), Optional::empty);
  }

  static Streams ofProcess() {
    ProcessOutput out = new ProcessOutput(FileDescriptor.out);
    return new Streams(
        new SafeStream(to(out), false),
        new SafeStream(to(new ProcessOutput(FileDescriptor.err)), true),
        out::failure);
  }

  /** Why results could not be written, as where a full disk is behind {@code >}. */
  Optional<IOException> unwritten() {
    out.flush();
    return failure.get();
  }

  /** Standard error for libraries that want a writer. */
  Writer errWriter() {
    return err.writer();
  }

  /** Standard error for whoever draws on a terminal, and takes care of what is drawn. */
  PrintStream terminal() {
    return err.raw();
  }

  private static PrintStream to(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
