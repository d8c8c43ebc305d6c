package org.palimpsest.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminals behind standard output and error, if they are ones. */
public final class Terminal {

  /** What a terminal has where its size cannot be told. */
  private static final int USUAL_COLUMNS = 80;

  /** Rows and columns, as {@code stty size} prints them. */
  private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d{0,4})\\s*");

  private Terminal() {}

  /** Whether standard error is a terminal; false where that cannot be told. */
  public static boolean isStandardError() {
    return isTerminal(2);
  }

  private static boolean isTerminal(int descriptor) {
    Path stream = Path.of("/proc/self/fd/" + descriptor);
    if (!Files.exists(stream)) {
      return false;
    }
    try {
      String target = stream.toRealPath().toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /** How many characters a line of it holds; empty if standard error is no terminal. */
  public static OptionalInt columns() {
    return columns(2);
  }

  /** The same of standard output. */
  public static OptionalInt columnsOfOutput() {
    return columns(1);
  }

  private static OptionalInt columns(int descriptor) {
    return isTerminal(descriptor) ? OptionalInt.of(columns(size(descriptor))) : OptionalInt.empty();
  }

  static int columns(String size) {
    Matcher matcher = SIZE.matcher(size);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : USUAL_COLUMNS;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static String size(int descriptor) {
    ProcessBuilder stty =
        new ProcessBuilder("sh", "-c", "stty size </proc/%s/fd/%s".formatted(pid(), descriptor))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = stty.start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // without a shell it is as wide as terminals usually are
    }
  }
}
