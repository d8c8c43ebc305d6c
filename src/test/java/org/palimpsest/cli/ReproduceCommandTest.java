package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Json;

class ReproduceCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int reproduce(String... arguments) {
    out.reset();
    err.reset();
    Stream<String> all =
        Stream.concat(
            Stream.of("reproduce", "--in", folder.resolve("tables").toString()),
            Stream.of(arguments));
    return Main.execute(
        new Streams(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        all.toArray(String[]::new));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void write() throws IOException {
    Path tables = Files.createDirectories(folder.resolve("tables/somebody"));
    Files.writeString(tables.resolve("common.conf"), "engine.threads = 1\n");
    Files.writeString(
        tables.resolve("digits.conf"),
        """
        include "common.conf"
        name = tiny
        published { source = "Somebody, 2020", where = "table 1", metric = accuracy_seen, seeds = 5
                    minutes = 0.1 }
        benchmark { dataset = digits, base-classes = 6, novel { sessions = 1, ways = 2, shots = 5 } }
        network { encoder { type = mlp, widths = [64] }, decoder = none }
        learner.head = prototype
        training.base { epochs = 1, reuse = false }
        seeds = [7, 8, 9, 10]
        mlflow.tracking-uri = null
        results = "%s"
        sweep.list = [
          { published { row = "as wide as can be", value = 50, interval = 50 }
            training.base.epochs = 8 }
          { published { row = "out of reach", value = 100, interval = 0, reason = "made up" }
            training.base.epochs = 9 }
          { published { row = "too dear", value = 60, minutes = 1000 }, training.base.epochs = 3 }
        ]
        """
            .formatted(folder.resolve("results")));
  }

  @Test
  void whatIsMissingIsRunAndHeldBesideWhatWasPublished() throws IOException {
    assertThat(reproduce("--budget", "5")).as(told()).isZero();
    assertThat(said())
        .contains("somebody/digits, in %: Somebody, 2020, table 1")
        .containsPattern("as wide as can be +50 ± 50.00 .* 4 .*agrees\n")
        .containsPattern("out of reach +100 ± 0.00 .* 4 .*differs\n")
        .containsPattern("too dear +60 +– +0 +– +not attempted\n")
        .contains("  out of reach: made up\n", "too dear: about 4000 minutes")
        .contains(
            "3 published numbers: 2 measured, of which 1 agree and 1 differ; 1 not attempted");
    Path page = folder.resolve("results/published/report.html");
    assertThat(page).content().contains("Ours against published", "differs: made up");
    assertThat(Json.read(page.resolveSibling("reproduced.json")).path("rows")).hasSize(3);
    assertThat(Files.readAllLines(page.resolveSibling("reproduced.csv"))).hasSize(4);
    assertThat(page.resolveSibling("reproduced.md")).content().contains("| out of reach |");

    assertThat(reproduce("--budget", "5", "somebody")).isZero();
    assertThat(told()).as("nothing is run twice").doesNotContain(": running");

    assertThat(reproduce("--seeds", "1", "somebody/digits:out of reach")).isZero();
    assertThat(said()).containsPattern("out of reach .* 1 .*one seed\n").doesNotContain("too dear");

    assertThat(reproduce("--no-runs", "--format", "csv")).isZero();
    assertThat(said().lines()).hasSize(4);
  }

  @Test
  void rowsAreListedWithoutRunning() {
    assertThat(reproduce("--list")).isZero();
    assertThat(said())
        .contains("somebody/digits: Somebody, 2020, table 1; about 4001 minutes")
        .containsPattern("too dear +60 +accuracy_seen");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void mistakesAreTold() {
    assertThat(reproduce("somebody/digit")).isEqualTo(2);
    assertThat(told()).contains("somebody/digit: is no published table", "somebody/digits");
    assertThat(reproduce("somebody/digits:out")).isEqualTo(2);
    assertThat(told()).contains("somebody/digits:out: is no row of the table");
    assertThat(reproduce("--seeds", "0")).isEqualTo(2);
    assertThat(told()).contains("--seeds 0: at least 1");
  }

  @Test
  void aFolderWithoutTablesIsTold() throws IOException {
    Files.delete(folder.resolve("tables/somebody/digits.conf"));
    assertThat(reproduce()).isEqualTo(2);
    assertThat(told()).contains("holds no published table");
  }
}
