package org.palimpsest.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Configurations that nobody means: each is refused in words, quickly and in little memory. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class LimitsTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("x.conf");
  }

  private ConfigFile load(String text, List<String> overrides) throws IOException {
    Files.writeString(file, text);
    return ConfigFile.load(file, overrides);
  }

  private List<String> problems(String text, List<String> overrides) {
    ConfException thrown =
        catchThrowableOfType(
            ConfException.class, () -> load(text, overrides).read(root -> root.text("name")));
    assertThat(thrown).as("a problem was expected").isNotNull();
    List<String> all = new ArrayList<>();
    thrown.problems().forEach(p -> all.add(p.toString().replace(folder + "/", "")));
    return all;
  }

  private List<String> problems(String text) {
    return problems(text, List.of());
  }

  @Test
  void levelsAreLimitedHoweverTheyAreWritten() {
    String expected = "more than 64 levels";
    assertThat(problems("name = a\nb " + "{a".repeat(5000) + "=1" + "}".repeat(5000)))
        .singleElement(STRING)
        .startsWith("x.conf:2: ")
        .contains(expected);
    assertThat(problems("b = " + "[".repeat(5000) + "]".repeat(5000)))
        .singleElement(STRING)
        .contains(expected);
    assertThat(problems("a" + ".a".repeat(5000) + " = 1")).singleElement(STRING).contains(expected);
    assertThat(problems("a = ${b" + ".b".repeat(5000) + "}"))
        .singleElement(STRING)
        .contains(expected);
    assertThat(problems("name = a", List.of("a" + ".a".repeat(5000) + "=1")))
        .singleElement(STRING)
        .startsWith("command line: ")
        .contains(expected)
        .hasSizeLessThan(400);
    assertThat(problems("name = a", List.of("a=" + "[".repeat(5000) + "]".repeat(5000))))
        .singleElement(STRING)
        .contains(expected);
  }

  @Test
  void aLongTextIsNoNesting() throws IOException {
    String text = "...{[${".repeat(100);
    assertThat(load("name = \"" + text + "\" # " + text + "\n// " + text, List.of()).resolved())
        .satisfies(config -> assertThat(config.getString("name")).isEqualTo(text));
    String block = "\"\"\"" + text + "\n" + text + "\"\"\"";
    assertThat(load("name = " + block, List.of()).resolved().getString("name"))
        .isEqualTo(text + "\n" + text);
  }

  @Test
  void chainsOfIncludesAreLimited() throws IOException {
    for (int i = 0; i < 3000; i++) {
      Files.writeString(
          folder.resolve("c%d.conf".formatted(i)), "include \"c%d.conf\"".formatted(i + 1));
    }
    Files.writeString(folder.resolve("c3000.conf"), "");
    assertThat(problems("include \"c0.conf\""))
        .singleElement(STRING)
        .contains("includes go more than 16 files deep");
  }

  @Test
  void includesThatDoubleAreLimited() throws IOException {
    for (int i = 0; i < 14; i++) {
      String next = "include \"d%d.conf\"\n".formatted(i + 1);
      Files.writeString(folder.resolve("d%d.conf".formatted(i)), next + next);
    }
    Files.writeString(folder.resolve("d14.conf"), "");
    assertThat(problems("include \"d0.conf\"\ninclude \"d0.conf\""))
        .singleElement(STRING)
        .contains("more than 1000 includes");
  }

  @Test
  void substitutionsThatGrowAreRefusedBeforeTheyAreLookedUp() {
    for (String form : List.of("[%s,%s]", "%s%s", "%s %s", "{ x = %s, y = %s }", "[%s] [%s]")) {
      StringBuilder text = new StringBuilder("l0 = lol\n");
      for (int i = 1; i <= 40; i++) {
        String before = "${l%d}".formatted(i - 1);
        text.append("l%d = ".formatted(i)).append(form.formatted(before, before)).append('\n');
      }
      assertThat(problems(text.toString()))
          .as(form)
          .singleElement(STRING)
          .contains("would make more than 4000000 characters of it");
    }
  }

  @Test
  void aValueThatGrowsByItselfIsRefused() {
    String lines =
        IntStream.range(0, 40).mapToObj(i -> "a = ${a} ${a}\n").collect(Collectors.joining());
    assertThat(problems("a = lol\n" + lines))
        .singleElement(STRING)
        .contains("would make more than 4000000 characters of it");
  }

  @Test
  void ordinarySubstitutionsAreNone() throws IOException {
    String many =
        IntStream.range(0, 500)
            .mapToObj(i -> "k%d = ${section} { a = %d }\n".formatted(i, i))
            .collect(Collectors.joining());
    assertThat(load("section { a = 1, b = [1, 2] }\nname = n\n" + many, List.of()).resolved())
        .satisfies(config -> assertThat(config.getInt("k499.a")).isEqualTo(499));
  }

  @Test
  void aNulInAPathIsAProblem() {
    assertThat(problems("include \"a\\u0000b.conf\""))
        .singleElement(STRING)
        .contains("is not a file name");
  }

  @Test
  void hundredsOfOverridesAreFine() throws IOException {
    List<String> overrides = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      overrides.add("learner.k%d=%d".formatted(i % 700, i));
      overrides.add("seeds+=%d".formatted(i));
    }
    ConfigFile config = load("name = a", overrides);
    assertThat(config.resolved().getInt("learner.k5")).isEqualTo(1405);
    assertThat(config.resolved().getIntList("seeds")).hasSize(2001).endsWith(1998, 1999);
  }

  @Test
  void hugeFilesAreNotRead() throws IOException {
    assertThat(problems("name = a\n" + "# nothing\n".repeat(200_000)))
        .singleElement(STRING)
        .contains("is longer than 1000000 bytes");
    Files.write(folder.resolve("big.conf"), " ".repeat(1_000_001).getBytes(StandardCharsets.UTF_8));
    assertThat(problems("include \"big.conf\""))
        .singleElement(STRING)
        .contains("is longer than 1000000 bytes");
  }

  @Test
  void whatIsNoFileIsNotWaitedFor() throws Exception {
    Path fifo = folder.resolve("fifo.conf");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(problems("include \"fifo.conf\"")).singleElement(STRING).contains("is not a file");
    ConfException thrown =
        catchThrowableOfType(ConfException.class, () -> ConfigFile.load(fifo, List.of()));
    assertThat(thrown).hasMessageContaining("is not a file");
  }
}
