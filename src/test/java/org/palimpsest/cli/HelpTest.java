package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the program says of itself. */
class HelpTest {

  @TempDir Path temp;

  private static String call(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int code = Main.execute(new Streams(stream, stream), arguments);
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(code).as(String.join(" ", arguments) + "\n" + said).isZero();
    return said;
  }

  @Test
  void everyCommandTellsHowItIsCalled() {
    ByteArrayOutputStream nowhere = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(nowhere, true, StandardCharsets.UTF_8);
    List<List<String>> commands = new ArrayList<>();
    Streams streams = new Streams(stream, stream);
    Failures failures = new Failures(streams.err());
    collect(
        Main.commandLine(streams, failures, new DatasetReader(), new String[0]),
        List.of(),
        commands);
    assertThat(commands).contains(List.of("bench"), List.of("data", "list"), List.of("sweep"));
    for (List<String> command : commands) {
      List<String> words = new ArrayList<>(command);
      words.add("--help");
      assertThat(call(words.toArray(String[]::new)))
          .contains("Usage: palimpsest " + String.join(" ", command))
          .as("placeholders are named")
          .doesNotContainPattern("=<[a-z]");
    }
  }

  @Test
  void aRefusalIsTheReasonAndWhereTheRestIs() throws Exception {
    Attempt option = Attempt.of("runs", "--nosuch");
    assertThat(option.code()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
    assertThat(option.err().lines())
        .containsExactly("Unknown option: '--nosuch'", "Try 'palimpsest runs --help'.");
    Attempt value = Attempt.of("data", "verify", "nosuch");
    assertThat(value.code()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
    assertThat(value.err().lines()).hasSize(2).last().isEqualTo("Try 'palimpsest data --help'.");
  }

  @Test
  void helpOfWhatIsNoCommandIsNotThatOfAnother() throws Exception {
    Attempt script = Attempt.of("mlflow-screenshots", "--help");
    assertThat(script.code()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
    assertThat(script.out()).isEmpty();
    assertThat(script.err()).contains("mlflow-screenshots", "Try 'palimpsest --help'.");
    assertThat(Attempt.of("rnu", "--help").err()).contains("there is no command rnu", "\"run\"");
  }

  private static void collect(CommandLine at, List<String> path, List<List<String>> all) {
    at.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!command.getCommandSpec().usageMessage().hidden()) {
                List<String> words = new ArrayList<>(path);
                words.add(name);
                all.add(words);
                collect(command, words, all);
              }
            });
  }

  @Test
  void completionKnowsKeysValuesDataSetsAndScripts() throws Exception {
    Path script = temp.resolve("completion");
    Files.writeString(script, call("completion"));
    assertThat(complete(script, "palimpsest run x.conf learner.meth")).contains("learner.method=");
    assertThat(complete(script, "palimpsest run x.conf learner.method=ica")).isEqualTo("icarl");
    assertThat(complete(script, "run-experiment x.conf benchmark.dataset=dig")).isEqualTo("digits");
    assertThat(complete(script, "palimpsest data fetch fashion")).isEqualTo("fashion-mnist");
    assertThat(complete(script, "palimpsest methods ewc")).contains("ewc");
    assertThat(complete(script, "palimpsest comp")).contains("compare");
    assertThat(complete(script, "compare --prec")).contains("--precision");
  }

  /** What bash offers where the cursor stands behind a line. */
  private static String complete(Path script, String line) throws Exception {
    String words = line.replace("=", " = ");
    String program =
        """
        source "$1"
        COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=($3)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _palimpsest "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}"
        echo "${COMPREPLY[*]}"
        """;
    Process bash =
        new ProcessBuilder("bash", "-c", program, "bash", script.toString(), line, words)
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return said.strip();
  }
}
