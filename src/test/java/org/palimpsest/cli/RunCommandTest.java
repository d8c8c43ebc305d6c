package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a very small network on the embedded digits, as a user starts and stops them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RunCommandTest {

  private static final String PALIMPSEST =
      Path.of("scripts/palimpsest").toAbsolutePath().toString();

  @TempDir Path folder;

  @BeforeEach
  void writeExperiment() throws IOException {
    Files.writeString(
        folder.resolve("small.conf"),
        """
        name = small
        engine.threads = 1
        benchmark {
          dataset = digits
          base-classes = 6
          novel { sessions = 1, ways = 2, shots = 5 }
        }
        network { encoder { filters = 4, embedding = 8 }, decoder = none }
        learner.head = prototype
        training.base { epochs = 1, reuse = false }
        learner.terms = []
        mlflow.tracking-uri = null
        """);
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("stdout").toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return builder.start();
  }

  private List<String> stdout() throws IOException {
    return Files.readAllLines(folder.resolve("stdout"));
  }

  @Test
  void theLastLineIsTheFolderAndNoLibraryIsHeard() throws Exception {
    Process process = start(PALIMPSEST, "run", "small.conf", "seeds=[1,2]");
    List<String> err = process.errorReader().lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", err)).isZero();
    assertThat(err)
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "(small|seed-\\d+-\\w+|session \\d+): .*|Open results/small/report\\.html"));
    assertThat(stdout()).last().isEqualTo("results/small");
    assertThat(stdout()).filteredOn(line -> line.contains("finished")).hasSize(2);
    assertThat(stdout())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "small: 2 seeds  average +\\S+ % \\+- \\S+  last +\\S+ % \\+- \\S+  .*"));
    assertThat(folder.resolve("results/small/report.html")).isRegularFile();
    assertThat(folder.resolve("results/small/aggregate.json")).isRegularFile();

    Process quiet = start(PALIMPSEST, "run", "small.conf", "seeds=[1,2]", "--quiet");
    assertThat(quiet.errorReader().lines()).isEmpty();
    assertThat(quiet.waitFor()).isZero();
    assertThat(stdout()).containsExactly("results/small");
  }

  @Test
  void anInterruptedRunShowsTheCommandThatGoesOn() throws Exception {
    List<String> first =
        interrupted(
            "session 0: base 1/", PALIMPSEST, "run", "small.conf", "training.base.epochs=100000");
    String shown =
        first.stream().filter(line -> line.contains("To go on: ")).findFirst().orElseThrow();
    String command = shown.substring(shown.indexOf("To go on: ") + "To go on: ".length());
    assertThat(command).isEqualTo(PALIMPSEST + " run small.conf training.base.epochs=100000");

    List<String> second = interrupted("session 0: base ", "bash", "-c", "exec " + command);
    assertThat(second).anySatisfy(line -> assertThat(line).contains("session 0: base goes on at "));
  }

  @Test
  void everyRunHasItsLogAndDebugAddsToIt() throws Exception {
    Process plain = start(PALIMPSEST, "run", "small.conf", "--quiet");
    assertThat(plain.waitFor()).isZero();
    Process debug = start(PALIMPSEST, "run", "small.conf", "--quiet", "--debug", "seeds=[2]");
    assertThat(debug.waitFor()).isZero();
    List<String> logs = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      try (var runs =
          Files.newDirectoryStream(folder.resolve("results/small"), "seed-" + seed + "-*")) {
        logs.add(Files.readString(runs.iterator().next().resolve("run.log")));
      }
    }
    assertThat(logs.get(0))
        .contains(" started", "session 1: {", " finished: ")
        .doesNotContain("DEBUG");
    assertThat(logs.get(1)).contains(" finished: ", " DEBUG ", "step 1 of ");
    try (Stream<Path> all = Files.list(folder.resolve("cache/palimpsest/logs"))) {
      assertThat(all.toList())
          .hasSize(2)
          .allSatisfy(log -> assertThat(log).content().contains("run small.conf"));
    }
  }

  @Test
  void anAddressForOtherProgramsIsPassedOverInALine() throws Exception {
    Files.writeString(
        folder.resolve("open.conf"),
        Files.readString(folder.resolve("small.conf")).replace("mlflow.tracking-uri = null", ""));
    for (String address : List.of("", " ", "databricks", "sqlite:///x?token=s3cret")) {
      ProcessBuilder builder =
          new ProcessBuilder(PALIMPSEST, "run", "open.conf", "--until-session=0")
              .directory(folder.toFile())
              .redirectOutput(folder.resolve("stdout").toFile());
      builder.environment().put("MLFLOW_TRACKING_URI", address);
      builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
      Process process = builder.start();
      List<String> err = process.errorReader().lines().toList();
      assertThat(process.waitFor()).as(address + err).isZero();
      assertThat(err)
          .filteredOn(line -> line.contains("MLFLOW_TRACKING_URI"))
          .hasSize(address.isBlank() ? 0 : 1)
          .noneMatch(line -> line.contains("s3cret"));
    }
    try (Stream<Path> files = Files.walk(folder.resolve("results"))) {
      assertThat(files.filter(file -> file.endsWith("experiment.conf")).map(RunCommandTest::text))
          .hasSize(1)
          .noneMatch(text -> text.contains("sqlite"));
    }
  }

  @Test
  void aPasswordComesOutNowhere() throws Exception {
    String secret = "mlflow.tracking-uri=http://user:s3cret@127.0.0.1:9/";
    List<String> said =
        interrupted(
            "session 0: base 1/",
            PALIMPSEST,
            "run",
            "small.conf",
            "training.base.epochs=100000",
            secret);
    assertThat(said)
        .noneMatch(line -> line.contains("s3cret"))
        .anyMatch(line -> line.contains("To go on"));
    Files.writeString(
        folder.resolve("sweep.conf"),
        "include \"small.conf\"\nname = cells\nsweep.grid.training.base.epochs = [100000]");
    List<String> arguments = new ArrayList<>();
    List<String> sweep =
        interrupted(
            "cell 1 ",
            () -> arguments.addAll(argumentsOfProcessesHere()),
            PALIMPSEST,
            "sweep",
            "sweep.conf",
            secret);
    assertThat(sweep).noneMatch(line -> line.contains("s3cret"));
    assertThat(arguments)
        .anyMatch(line -> line.endsWith("\0cells\0"))
        // The user's own command shows what was typed; what it starts does not.
        .filteredOn(line -> line.endsWith("\0cells\0"))
        .noneMatch(line -> line.contains("s3cret"));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("s3cret");
      }
    }
    try (Stream<Path> confs = Files.walk(folder.resolve("results"))) {
      assertThat(confs.filter(f -> f.endsWith("experiment.conf")).map(RunCommandTest::text))
          .as("the cell knew the server")
          .filteredOn(text -> text.contains("cells-"))
          .allSatisfy(text -> assertThat(text).contains("127.0.0.1:9"));
    }
  }

  private List<String> argumentsOfProcessesHere() {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", Long.toString(process.pid())))
        .filter(process -> here(process.resolve("cwd")))
        .map(process -> text(process.resolve("cmdline")))
        .toList();
  }

  private boolean here(Path link) {
    try {
      return Files.readSymbolicLink(link).equals(folder.toRealPath());
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command, stops it as Ctrl-C does once it says this, and returns all it said. */
  private List<String> interrupted(String sign, String... command) throws Exception {
    return interrupted(sign, () -> {}, command);
  }

  private List<String> interrupted(String sign, Runnable before, String... command)
      throws Exception {
    Process process = start(interruptible(command));
    List<String> said = new ArrayList<>();
    try (BufferedReader err = process.errorReader()) {
      String line = err.readLine();
      boolean sent = false;
      while (line != null) {
        said.add(line);
        if (!sent && line.startsWith(sign)) {
          sent = true;
          before.run();
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        }
        line = err.readLine();
      }
      assertThat(process.waitFor()).as(Arrays.toString(command) + said).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
    return said;
  }

  /** A build in the background ignores SIGINT, and what it starts would inherit that. */
  private static String[] interruptible(String... command) {
    Stream<String> reset =
        System.getProperty("os.name").startsWith("Linux")
            ? Stream.of("env", "--default-signal=INT")
            : Stream.empty();
    return Stream.concat(reset, Stream.of(command)).toArray(String[]::new);
  }
}
