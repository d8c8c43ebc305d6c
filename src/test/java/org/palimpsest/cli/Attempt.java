package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One command within this process, given something that nobody means.
 *
 * @param code its exit code
 * @param gigabytes that its thread asked for, used or not
 */
record Attempt(List<String> command, int code, String out, String err, double gigabytes) {

  /** Nothing of the sort should need more than a second; a hang needs more than any machine has. */
  private static final long PATIENCE_MILLIS = 600_000;

  private static final double MOST_GIGABYTES = 4;
  private static final int MOST_CHARACTERS = 100_000;

  /** Runs it; one that does not come to an end is itself the result, with where it hangs. */
  static Attempt of(String... command) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int[] code = {-1};
    long[] allocated = {0};
    Thread thread =
        new Thread(
            () -> {
              code[0] = Main.execute(new Streams(printTo(out), printTo(err)), command);
              allocated[0] = allocated();
            },
            "attempt");
    thread.setDaemon(true);
    thread.start();
    thread.join(PATIENCE_MILLIS);
    if (thread.isAlive()) {
      String where =
          Arrays.stream(thread.getStackTrace())
              .map(StackTraceElement::toString)
              .collect(Collectors.joining("\n  "));
      return new Attempt(List.of(command), -1, text(out), "hangs at\n  " + where, 0);
    }
    return new Attempt(List.of(command), code[0], text(out), text(err), allocated[0] / 1e9);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What is wrong with how it ended; empty if nothing is. */
  List<String> complaints(Set<Integer> codes) {
    List<String> complaints = new ArrayList<>();
    if (!codes.contains(code)) {
      complaints.add("ended with " + code);
    }
    if (err.contains("\tat ") || err.contains("this is a bug") || err.contains("Exception")) {
      complaints.add("shows what is no user's business");
    }
    if (code > 0 && err.isBlank()) {
      complaints.add("says nothing");
    }
    if (err.length() > MOST_CHARACTERS) {
      complaints.add("says %d characters".formatted(err.length()));
    }
    if (gigabytes > MOST_GIGABYTES) {
      complaints.add("asked for %.1f GB".formatted(gigabytes));
    }
    return complaints;
  }

  /** The command, how it ended and the beginning of what it said. */
  String told() {
    return "%s -> %d, %.2f GB: %s"
        .formatted(command, code, gigabytes, err.substring(0, Math.min(2000, err.length())));
  }

  /** Fails unless a command that was all right is done. */
  void requireDone() {
    assertThat(code).as(told()).isZero();
  }
}
