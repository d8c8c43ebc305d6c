package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.RunFolders;

class RunsCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(String... arguments) {
    out.reset();
    err.reset();
    return Main.execute(
        new Streams(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        arguments);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int run(String... more) throws IOException {
    Path file = folder.resolve("small.conf");
    Files.writeString(
        file, SmallExperiment.TEXT + "results = \"%s\"\n".formatted(folder.resolve("results")));
    return execute(
        Stream.concat(Stream.of("run", file.toString()), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void runsAreListedAndRemoved() throws IOException {
    assertThat(run("seeds=[1,2]")).isZero();
    assertThat(run("seeds=[3]", "--until-session=0")).isZero();
    String results = folder.resolve("results").toString();
    List<Path> runs = RunFolders.below(List.of(Path.of(results)));
    assertThat(runs).hasSize(3);

    assertThat(execute("runs", results)).isZero();
    List<String> lines = said().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).matches("finished .* digits +\\d+\\.\\d\\d +\\d+\\.\\d\\d .* MB .*");
    assertThat(lines.stream().map(line -> line.replaceAll("\\S*$", "").length()).distinct())
        .as("columns stand below each other")
        .hasSize(1);
    assertThat(lines.get(3)).matches("interrupted .* digits +- +\\d+\\.\\d\\d .* MB .*");

    String first = runs.get(0).toString();
    assertThat(execute("runs", "remove", first)).isZero();
    assertThat(said()).startsWith("would remove " + first);
    assertThat(runs.get(0)).isDirectory();

    assertThat(execute("runs", "remove", "--yes", first)).isZero();
    assertThat(runs.get(0)).doesNotExist();
    assertThat(folder.resolve("results/small/aggregate.md"))
        .content()
        .doesNotContain(runs.get(0).getFileName().toString());
    assertThat(execute("runs", results)).isZero();
    assertThat(said().lines()).hasSize(3);
  }

  @Test
  void theLastRunTakesItsAveragesAndReportWithIt() throws IOException {
    assertThat(run("seeds=[1,2]")).isZero();
    Path experiment = folder.resolve("results/small");
    List<Path> runs = RunFolders.below(List.of(experiment));
    assertThat(experiment.resolve("report.html")).exists();
    assertThat(experiment.resolve("plots")).isDirectory();
    Path mine = Files.writeString(experiment.resolve("mine.txt"), "mine");
    String first = runs.get(0).toString();
    String second = runs.get(1).toString();
    assertThat(execute("runs", "remove", "--yes", first, second)).isZero();
    assertThat(experiment.toFile().list()).as("another's file stays").containsExactly("mine.txt");

    assertThat(execute("runs", experiment.toString())).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("there is no run in %s%n".formatted(experiment));
    Files.delete(mine);
    assertThat(run("seeds=[1]")).isZero();
    String only = RunFolders.below(List.of(experiment)).get(0).toString();
    assertThat(execute("runs", "remove", "--yes", only)).isZero();
    assertThat(experiment).doesNotExist();
  }

  @Test
  void whatAPersonNotesIsShownAndFound() throws IOException {
    assertThat(run("seeds=[1,2]")).isZero();
    String results = folder.resolve("results").toString();
    List<Path> runs = RunFolders.below(List.of(Path.of(results)));
    String first = runs.get(0).toString();

    assertThat(execute("runs", "note", first, "the one with <b>luck</b>")).isZero();
    assertThat(execute("runs", "tag", first, "thesis", "table-2", "draft")).isZero();
    assertThat(execute("runs", "tag", first, "--remove", "draft")).isZero();
    assertThat(execute("runs", results)).isZero();
    assertThat(said())
        .containsOnlyOnce("tags: table-2, thesis")
        .containsOnlyOnce("note: the one with <b>luck</b>");
    assertThat(Files.readString(runs.get(0).resolve("report.html")))
        .contains("table-2, thesis", "the one with &lt;b&gt;luck&lt;/b&gt;");

    assertThat(execute("runs", "--tag", "thesis", "--tag", "table-2", results)).isZero();
    assertThat(said().lines().filter(line -> line.startsWith("finished")))
        .singleElement()
        .asString()
        .endsWith(first);
    assertThat(execute("runs", "--tag", "draft", results)).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no run", "with the tag draft");

    assertThat(run("seeds=[1,2]")).as("a note makes no run another one").isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("finished earlier");
    assertThat(execute("runs", "note", first, "")).isZero();
    assertThat(execute("runs", results)).isZero();
    assertThat(said()).doesNotContain("note:");
  }

  @Test
  void notesThatCannotBeKeptAreRefused() throws IOException {
    assertThat(run("seeds=[1]")).isZero();
    Path only = RunFolders.below(List.of(folder.resolve("results"))).get(0);
    assertThat(execute("runs", "tag", only.toString(), "two words")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("\"two words\" is no tag");
    assertThat(execute("runs", "note", only.toString(), "x".repeat(5001))).isEqualTo(2);
    assertThat(execute("runs", "note", folder.toString(), "no run")).isEqualTo(2);
    assertThat(only.resolve("notes.json")).doesNotExist();
    Files.writeString(only.resolve("notes.json"), "{\"tags\": [\"\"]}");
    assertThat(execute("runs", only.toString())).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("notes.json");
  }

  @Test
  void aComposedMethodIsCalledByItsTerms() throws IOException {
    String[] composed = {"learner.method=composed", "learner.head=linear", "learner.terms=[mas]"};
    assertThat(run(composed)).isZero();
    assertThat(execute("runs", folder.resolve("results").toString())).isZero();
    assertThat(said().lines().skip(1)).singleElement().asString().contains("composed [mas] linear");
  }

  @Test
  void whatMethodsPrintsCanBePasted() {
    assertThat(execute("methods", "mas")).isZero();
    assertThat(said()).contains("# learner.method = mas\n", "# learner.terms = [mas]\n");
  }

  @Test
  void onlyARunIsRemoved() {
    assertThat(execute("runs", "remove", "--yes", folder.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("is not a run's folder");
    assertThat(folder).isDirectory();
    assertThat(execute("runs", folder.resolve("nowhere").toString())).isEqualTo(2);
  }
}
