package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher compiles itself, in a checkout of two classes whose Maven only says its name.
 */
class LauncherBuildTest {

  private static final String SOURCES = "src/main/java/org/palimpsest/cli/";

  @TempDir Path folder;
  private Path root = Path.of("");

  @BeforeEach
  void checkOut() throws IOException {
    root = folder.toRealPath().resolve("checkout");
    write("pom.xml", "<project/>");
    write(".mvn/jvm.config", "");
    write("conf/defaults.conf", "");
    Files.createDirectories(root.resolve("scripts"));
    Files.copy(Path.of("scripts/palimpsest"), root.resolve("scripts/palimpsest"));
    source("Main", "public static void main(String[] a) { System.out.println(Word.word()); }");
    source("Word", "static String word() { return \"one\"; }");
    Path classes = Files.createDirectories(root.resolve("target/classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                root.resolve(SOURCES + "Main.java").toString(),
                root.resolve(SOURCES + "Word.java").toString());
    assertThat(code).isZero();
    write("target/classpath", "");
    write("target/sources", "%sMain.java%n%<sWord.java%n".formatted(SOURCES));
    Path mvn = write("bin/mvn", "#!/bin/sh\necho '[ERROR] maven was asked'\nexit 1\n");
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    past(root);
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void source(String name, String body) throws IOException {
    write(
        SOURCES + name + ".java",
        "package org.palimpsest.cli;%n%nfinal class %s {%n  %s%n}%n".formatted(name, body));
  }

  /** What is written from now on is newer than the build, however coarse the clock of files is. */
  private static void past(Path folder) throws IOException {
    FileTime then = FileTime.from(Instant.now().minusSeconds(60));
    try (var all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, then);
      }
    }
  }

  private record Result(int status, String text) {}

  private Result launch() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", root.resolve("scripts/palimpsest").toString(), "word")
            .redirectErrorStream(true);
    builder.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }

  @Test
  void oneChangedMethodIsCompiledWithoutMaven() throws Exception {
    assertThat(launch()).isEqualTo(new Result(0, "one\n"));
    source("Word", "static String word() { return \"two\"; }");
    Result changed = launch();
    assertThat(changed.text()).endsWith("two\n").doesNotContain("maven");
    assertThat(launch()).as("built").isEqualTo(new Result(0, "two\n"));
  }

  @Test
  void warningsAreShownAndStopNothing() throws Exception {
    source(
        "Word",
        "static String word() { return \"\" + list(null); }"
            + " private static int list(java.util.List l) { return 3; }");
    Result warned = launch();
    assertThat(warned.text()).contains("Word.java:4: warning: [rawtypes]").endsWith("3\n");
    assertThat(warned.status()).isZero();
  }

  @Test
  void anErrorIsShownAtOnce() throws Exception {
    source("Word", "static String word() { return lost; }");
    Result wrong = launch();
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.text())
        .contains("Word.java:4: error: cannot find symbol", "palimpsest: the build failed")
        .doesNotContain("maven");
    source("Word", "static String word() { return \"two\"; }");
    assertThat(launch().text()).endsWith("two\n");
  }

  @Test
  void whatOtherClassesSeeIsMavensToCompile() throws Exception {
    source("Word", "static Object word() { return \"two\"; }");
    Result visible = launch();
    assertThat(visible.status()).isEqualTo(1);
    assertThat(visible.text()).contains("[ERROR] maven was asked");
  }

  @Test
  void aNewFileIsCompiledAndOneThatIsGoneIsMavensToMiss() throws Exception {
    source("Fresh", "static String word() { return \"fresh\"; }");
    source("Word", "static String word() { return Fresh.word(); }");
    assertThat(launch().text()).endsWith("fresh\n").doesNotContain("maven");
    past(root);
    Files.delete(root.resolve(SOURCES + "Fresh.java"));
    source("Word", "static String word() { return \"two\"; }");
    assertThat(launch().text()).contains("[ERROR] maven was asked");
    assertThat(root.resolve("target/classes/org/palimpsest/cli/Fresh.class")).doesNotExist();
  }

  @Test
  void anotherFileThanASourceIsMavensToo() throws Exception {
    write("conf/defaults.conf", "name = null");
    assertThat(launch().text()).contains("[ERROR] maven was asked");
    assertThat(List.of(root.resolve("target/classes").toFile().list())).isNotEmpty();
  }
}
