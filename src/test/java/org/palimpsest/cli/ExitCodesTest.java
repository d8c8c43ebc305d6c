package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.Problem;
import org.palimpsest.data.DataException;
import org.palimpsest.experiment.DivergedException;

class ExitCodesTest {

  private static ConfException wrong() {
    return new ConfException(List.of(new Problem("x.conf", 3, "name is missing")));
  }

  private static String shown(Throwable failure, boolean debug) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Failures failures = new Failures(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    if (debug) {
      failures.showStackTraces();
    }
    failures.report(failure);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyKindOfFailureHasItsCode() {
    assertThat(ExitCodes.of(wrong())).isEqualTo(2);
    assertThat(ExitCodes.of(new DataException("train.bin: found 3 bytes"))).isEqualTo(3);
    assertThat(ExitCodes.of(new OutOfMemoryError("Java heap space"))).isEqualTo(4);
    assertThat(ExitCodes.of(new DivergedException("loss"))).isEqualTo(7);
    assertThat(ExitCodes.of(new NullPointerException())).isEqualTo(1);
    assertThat(ExitCodes.of(new StackOverflowError())).isEqualTo(1);
  }

  @Test
  void aCauseDecidesWhereItsWrapperDoesNot() {
    assertThat(ExitCodes.of(new IllegalStateException(new DataException("gone")))).isEqualTo(3);
    assertThat(
            ExitCodes.of(
                new UncheckedIOException(
                    new FileSystemException("a", null, "No space left on device"))))
        .isEqualTo(4);
    assertThat(ExitCodes.of(new UncheckedIOException(new IOException("Disk quota exceeded"))))
        .isEqualTo(4);
    assertThat(ExitCodes.of(new UncheckedIOException(new IOException("broken pipe")))).isEqualTo(1);
  }

  @Test
  void whatTheSystemDoesNotGiveIsNamed() {
    Throwable files =
        new ExceptionInInitializerError(
            new UncheckedIOException(new IOException("Too many open files")));
    assertThat(ExitCodes.of(files)).isEqualTo(4);
    assertThat(shown(files, false)).contains("ulimit -n says how many").doesNotContain("bug");
    Throwable space =
        new ExceptionInInitializerError(
            new UnsatisfiedLinkError("libx.so: failed to map segment from shared object"));
    assertThat(ExitCodes.of(space)).isEqualTo(4);
    assertThat(shown(space, false)).contains("ulimit -v says").contains("libx.so");
    assertThat(ExitCodes.of(new UnsatisfiedLinkError("no libx in java.library.path"))).isEqualTo(1);
  }

  @Test
  void aWrongConfigurationIsToldWithoutATrace() {
    assertThat(shown(wrong(), false))
        .isEqualTo("x.conf:3: name is missing\n1 problem; nothing was run.\n");
  }

  @Test
  void aBugSaysSoAndNamesTheLog() {
    assertThat(shown(new NullPointerException("oops"), false))
        .startsWith("palimpsest: this is a bug: java.lang.NullPointerException: oops\n")
        // This process, a test, may keep no log; it is not named then.
        .containsPattern("The log has the details: /|No log could be written; --debug shows")
        .doesNotContain("\tat ");
  }

  @Test
  void theLogThatABugNamesHoldsItsTrace(@TempDir Path cache) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            BugProgram.class.getName());
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    Process program = builder.start();
    String err = new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).as(err).isEqualTo(ExitCodes.BUG);
    assertThat(err).contains("this is a bug: java.lang.IllegalStateException: oops");
    String named = "The log has the details: ";
    Path log = Path.of(err.substring(err.indexOf(named) + named.length()).strip());
    assertThat(log)
        .startsWith(cache)
        .content()
        .contains("oops", "at org.palimpsest.cli.BugProgram");
  }

  @Test
  void aTraceIsShownToWhoAsksForIt() {
    assertThat(shown(new DataException("gone"), true))
        .startsWith("palimpsest: gone\n")
        .contains("\tat org.palimpsest.cli.ExitCodesTest");
  }

  @Test
  void logsGoToTheCacheUnlessItCannotBeWritten() throws IOException {
    Path home = Path.of("/dev/null");
    Path log = Path.of(Logs.place(Map.of(), home));
    assertThat(log.getParent()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
    assertThat(Files.getPosixFilePermissions(log))
        .as("nobody else may read it, or know its name before")
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(Logs.place(Map.of(), home)).isNotEqualTo(log.toString());
  }
}
