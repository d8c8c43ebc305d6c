package org.palimpsest.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where commands write, in UTF-8.
 *
 * @param out results: what a script reads
 * @param err everything else
 */
record Streams(PrintStream out, PrintStream err) {

  static Streams ofProcess() {
    return new Streams(to(FileDescriptor.out), to(FileDescriptor.err));
  }

  private static PrintStream to(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
