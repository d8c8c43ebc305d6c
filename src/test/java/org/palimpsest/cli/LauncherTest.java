package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.Part;
import org.palimpsest.head.Heads;

/** The launcher as a user calls it: as a process, from anywhere, also through a link. */
class LauncherTest {

  private static final String HEADS =
      Heads.ALL.stream().map(Part::name).sorted().collect(Collectors.joining(", "));

  private static final Path CHECKOUT = Path.of("").toAbsolutePath();
  private static final String PALIMPSEST = CHECKOUT.resolve("scripts/palimpsest").toString();

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  private Ended call(Map<String, String> environment, String... command) throws Exception {
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), text(out), text(err));
  }

  private Ended call(String... command) throws Exception {
    return call(Map.of(), command);
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void helpComesThroughALinkAndLoadsNoTensorLibrary() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path inner = Files.createSymbolicLink(bin.resolve("inner"), Path.of(PALIMPSEST));
    Path link = Files.createSymbolicLink(bin.resolve("p"), bin.relativize(inner));
    Path loaded = folder.resolve("loaded");
    Ended help =
        call(
            Map.of("PALIMPSEST_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded),
            link.toString(),
            "--help");
    assertThat(help.err()).isEmpty();
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: palimpsest").contains("run", "check", "data");
    assertThat(text(loaded))
        .as("a copy of the classes, which no build replaces under a program at work")
        // or the archive of that copy
        .containsPattern(
            "org\\.palimpsest\\.cli\\.Main source: (\\S*/target/programs/[0-9a-f]{16}|shared objects)")
        .contains("org.palimpsest.cli.Main")
        .doesNotContain("org.nd4j", "org.bytedeco", "ch.qos.logback");
  }

  @Test
  void classesComeFromAnArchiveOnceARunWasAskedFor() throws Exception {
    Path loaded = folder.resolve("loaded");
    write("wrong.conf", "name = wrong, learner.method = none-such");
    assertThat(call(PALIMPSEST, "run", "wrong.conf").code()).isEqualTo(2);
    for (int second = 0; second < 300 && !isPacked(); second++) {
      Thread.sleep(1000); // it is made beside the run, which does not wait for it
    }
    Ended run =
        call(
            Map.of("PALIMPSEST_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded),
            PALIMPSEST,
            "run",
            "wrong.conf");
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(text(loaded))
        .containsPattern("org.palimpsest.experiment.ExperimentSpec .*shared objects file")
        // A build while a run goes on would end it, or mix two programs in it.
        .doesNotContain("/target/classes");
  }

  private static boolean isPacked() throws IOException {
    String program = text(CHECKOUT.resolve("target/program")).strip();
    try (Stream<Path> files = Files.list(CHECKOUT.resolve("target/programs"))) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> name.startsWith(program) && name.endsWith(".jsa"));
    }
  }

  /** With as many as it needs, Java would tell it in its own words and a trace. */
  @Test
  void tooFewFilesOrTooLittleAddressSpaceIsSaidAtOnce() throws Exception {
    for (String limit : List.of("ulimit -n 60", "ulimit -v 1500000")) {
      Ended refused = call("bash", "-c", limit + "; exec " + PALIMPSEST + " check x.conf");
      assertThat(refused.code()).as(refused.err()).isEqualTo(4);
      assertThat(refused.err())
          .startsWith("palimpsest: at most ")
          .contains(limit.substring(0, limit.lastIndexOf(' ')))
          .hasLineCount(1);
    }
  }

  @Test
  void aSweepThatNoClusterTookCanStillBeLookedAt() throws Exception {
    write(
        "sweep.conf",
        """
        name = nowhere
        benchmark { dataset = digits, base-classes = 6, novel { sessions = 1, ways = 2 } }
        training.episodes.ways = 3
        sweep.grid.learner.head = [prototype, cosine]
        """);
    Path bin = Files.createDirectory(folder.resolve("no-cluster"));
    for (String command : List.of("sbatch", "squeue")) {
      Path file = bin.resolve(command);
      Files.writeString(file, "#!/bin/sh\necho %s: no cluster >&2\nexit 1\n".formatted(command));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Map<String, String> noSlurm = Map.of("PATH", bin + ":" + System.getenv("PATH"));
    assertThat(call(noSlurm, PALIMPSEST, "sweep", "sweep.conf", "--launcher", "slurm").code())
        .isEqualTo(2);
    Ended status = call(noSlurm, PALIMPSEST, "sweep", "status", "sweep.conf");
    assertThat(status.code()).as(status.err()).isZero();
    assertThat(status.err()).contains("Slurm: squeue");
    assertThat(status.out()).contains("nowhere: 2 cells").contains("2 waiting");

    // A real squeue without a cluster tries for a minute before it gives up.
    Files.writeString(bin.resolve("squeue"), "#!/bin/sh\nexec sleep 1000\n");
    Ended silent = call(noSlurm, PALIMPSEST, "sweep", "status", "sweep.conf");
    assertThat(silent.code()).as(silent.err()).isZero();
    assertThat(silent.err()).contains("squeue", "no answer within ");
    assertThat(silent.out()).contains("2 waiting");
  }

  @Test
  void whatCannotBeWrittenToStandardOutputIsNoSuccess() throws Exception {
    for (String command : List.of("methods", "--help", "--version", "runs .")) {
      Ended full = call("bash", "-c", PALIMPSEST + " " + command + " > /dev/full");
      assertThat(full.code()).as(command + ": " + full.err()).isEqualTo(4);
      assertThat(full.err()).contains("/dev/stdout: no space left on the disk");
    }
    // That nobody reads any longer is no failure.
    Ended pipe = call("bash", "-o", "pipefail", "-c", PALIMPSEST + " methods | head -n 1");
    assertThat(pipe.code()).as(pipe.err()).isZero();
  }

  @Test
  void namesOutsideAsciiAreReadWithoutAUtf8Locale() throws Exception {
    Path images = folder.resolve("données");
    for (String name : List.of("café", "cafè", "猫", "犬")) {
      Path classFolder = Files.createDirectories(images.resolve(name));
      for (int i = 0; i < 6; i++) {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(i, name.hashCode() & 7, 0, 200);
        ImageIO.write(image, "png", classFolder.resolve("é%s.png".formatted(i)).toFile());
      }
    }
    write(
        "größe.conf",
        """
        name = own
        engine.threads = 1
        benchmark {
          dataset { folder = "données" }, base-classes = 2, novel { sessions = 2, ways = 1, shots = 2 }
        }
        network { encoder { type = mlp, widths = [4] }, decoder = none }
        learner.head = prototype
        training.base { epochs = 1, reuse = false }
        mlflow.tracking-uri = null
        """);
    Ended run = call(Map.of("LC_ALL", "C", "LANG", ""), PALIMPSEST, "run", "größe.conf");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("session 2/2    4 classes");

    // So do the processes that a sweep starts.
    write("größen.conf", "include \"größe.conf\"\nsweep.grid.learner.head = [prototype, cosine]\n");
    Ended sweep = call(Map.of("LC_ALL", "C", "LANG", ""), PALIMPSEST, "sweep", "größen.conf");
    assertThat(sweep.code()).as(sweep.err()).isZero();
    assertThat(sweep.out()).contains("prototype", "cosine");
  }

  /** Java that nobody told how names are written sees both as one: it is said, not guessed. */
  @Test
  void namesThatJavaCannotReadAreRefused() throws Exception {
    for (String name : List.of("café", "cafè")) {
      Path classFolder = Files.createDirectories(folder.resolve("images").resolve(name));
      ImageIO.write(
          new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY),
          "png",
          classFolder.resolve("a.png").toFile());
    }
    Ended verify =
        call(
            Map.of("LC_ALL", "C"),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.palimpsest.cli.Main",
            "data",
            "verify",
            folder.resolve("images").toString());
    assertThat(verify.code()).as(verify.out() + verify.err()).isEqualTo(3);
    assertThat(verify.err()).contains("no letters in", "scripts/palimpsest", "LC_ALL=C.UTF-8");
  }

  @Test
  void aLocaleWithDigitsOfItsOwnChangesNoName() throws Exception {
    write("small.conf", SmallExperiment.TEXT);
    var egypt = Map.of("PALIMPSEST_JAVA_OPTIONS", "-Duser.language=ar -Duser.country=EG");
    Ended part = call(egypt, PALIMPSEST, "run", "small.conf", "--until-session=0");
    assertThat(part.code()).as(part.err()).isZero();
    Ended rest = call(egypt, PALIMPSEST, "run", "small.conf");
    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(rest.err()).contains("goes on at session 1");
    try (Stream<Path> files = Files.walk(folder.resolve("results"))) {
      assertThat(files.map(folder::relativize).map(Path::toString))
          .allSatisfy(name -> assertThat(name).matches("\\p{ASCII}*"))
          .anySatisfy(name -> assertThat(name).endsWith("checkpoints/session-01"))
          .anySatisfy(name -> assertThat(name).endsWith("report.html"));
    }
    Path report = folder.resolve("results/small/aggregate.json");
    assertThat(text(report)).matches("\\p{ASCII}*");
  }

  @Test
  void versionNamesTheCommit() throws Exception {
    Ended version = call(PALIMPSEST, "--version");
    assertThat(version.code()).isZero();
    assertThat(version.out()).matches("palimpsest \\d+\\.\\d+\\.\\d+.* \\(Java \\d.*\\)\\n");
    if (Files.exists(CHECKOUT.resolve(".git"))) {
      assertThat(version.out()).containsPattern("commit [0-9a-f]{40}");
    }
  }

  @Test
  void allProblemsAreToldRelativeToWhereTheCommandRuns() throws Exception {
    write("experiments/x.conf", "name = x\nlearner.head = tsk-adaptive\nseeds = 3\n");
    Path link =
        Files.createSymbolicLink(
            folder.resolve("run-experiment"), CHECKOUT.resolve("scripts/run-experiment"));
    Ended run = call(link.toString(), "experiments/x.conf", "training.base.epochs=-1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .containsExactly(
            "command line: training.base.epochs = -1 is not a whole number from 0 to 10000000",
            "experiments/x.conf:2: learner.head = \"tsk-adaptive\" is not one of "
                + HEADS
                + "; did you mean \"task-adaptive\"?",
            "experiments/x.conf:3: seeds = 3 is not a list; write seeds = [1, 2]",
            "3 problems; nothing was run.");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void mutationsEndInProblemsAndNotInTraces() throws Exception {
    for (String mutation :
        List.of("name = }", "name { a = 1 }", "benchmark = 5", "include \"gone\"")) {
      write("x.conf", mutation);
      Ended check = call(PALIMPSEST, "check", "x.conf");
      assertThat(check.code()).as(mutation).isEqualTo(2);
      assertThat(check.err()).as(mutation).contains("x.conf:").doesNotContain("\tat ");
    }
  }

  @Test
  void aValidFileIsOutlined() throws Exception {
    write("x.conf", "name = mine\nresults = out\n");
    Ended check = call(PALIMPSEST, "check", "x.conf", "seeds=[7]");
    assertThat(check.err()).isEmpty();
    assertThat(check.code()).isZero();
    assertThat(check.out())
        .contains("mine: reconstruction", "60 base classes, then 8 sessions", "out/mine/seed-7-");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aWrongCommandLineIsExplained() throws Exception {
    Ended unknown = call(PALIMPSEST, "rnu", "x.conf");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("rnu", "run");
    Ended missing = call(PALIMPSEST, "run", "nowhere.conf");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).startsWith("nowhere.conf: no such file");
    assertThat(call(PALIMPSEST).code()).isEqualTo(2);
  }

  @Test
  void completionIsAScriptThatBashTakes() throws Exception {
    Ended completion = call(PALIMPSEST, "completion");
    assertThat(completion.code()).isZero();
    Path script = write("completion", completion.out());
    assertThat(call("bash", "-c", "source " + script + " && complete -p palimpsest").code())
        .isZero();
  }

  @Test
  void methodsAndDataSetsAreListed() throws Exception {
    assertThat(call(PALIMPSEST, "methods").out()).contains("reconstruction  ");
    assertThat(call(PALIMPSEST, "data", "list").out()).contains("cifar100", "digits");
    Ended unknown = call(PALIMPSEST, "data", "verify", "digit");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("no data set is called \"digit\"");
  }

  @Test
  void missingAndOldJavaAreNamed() throws Exception {
    // Just what the launcher needs before it looks for Java.
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("bash", "dirname", "sed", "mkdir")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin").resolve(tool));
    }
    Map<String, String> environment = Map.of("PATH", bin.toString(), "JAVA_HOME", "");
    Ended none = call(environment, "/bin/bash", PALIMPSEST, "--help");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("no java on PATH", "17 or newer");
    Path java = write("bin/java", "#!/bin/bash\necho 'openjdk version \"11.0.2\"' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Ended old = call(environment, "/bin/bash", PALIMPSEST, "--help");
    assertThat(old.code()).isEqualTo(2);
    assertThat(old.err()).contains("is Java 11", "needs 17 or newer");
  }

  @Test
  void theCommandOfTheShellIsTheOneThatGoesOn() throws Exception {
    List<String> words = new ArrayList<>(List.of("a b.conf", "seeds=[1,2]", "name=it's"));
    Ended echoed = call("bash", "-c", "printf '%s\\n' " + ShellWords.joined(words));
    assertThat(echoed.out().lines()).containsExactlyElementsOf(words);
  }
}
