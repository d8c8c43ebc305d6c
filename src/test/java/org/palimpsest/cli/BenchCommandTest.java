package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int bench(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "bench";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.execute(
        new Streams(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        all);
  }

  @Test
  void bothEnginesAreTimedAtTheSameWork() throws IOException {
    Path json = folder.resolve("rates.json");
    assertThat(
            bench(
                "--engine=torch,dl4j",
                "--batch-size=4",
                "--steps=1",
                "--rounds=2",
                "--threads=1",
                "--json=" + json))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("training conv4, batch 4", "inference conv4, batch 4", "torch", "dl4j");
    JsonNode timings = new ObjectMapper().readTree(Files.readString(json)).get("timings");
    assertThat(timings).hasSize(4);
    assertThat(timings)
        .allSatisfy(
            timing -> {
              assertThat(timing.get("rates")).hasSize(2);
              double median = timing.get("median").asDouble();
              assertThat(median)
                  .isPositive()
                  .isBetween(timing.get("minimum").asDouble(), timing.get("maximum").asDouble());
            });
  }

  @Test
  void theShareOfWaitingForBatchesIsShownForBothStages() {
    assertThat(bench("--work=outside", "--batch-size=64", "--steps=1", "--rounds=1", "--threads=1"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("time outside the network, base stage, batch 64, %")
        .contains("time outside the network, episodes stage, batch 64, %");
  }

  @Test
  void anUnknownEngineAndAnImpossibleNumberAreNamed() {
    assertThat(bench("--engine=jax")).isEqualTo(2);
    assertThat(bench("--rounds=0")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("--engine = jax: no such engine; there are [")
        .contains("0: steps, rounds, threads and batch sizes are whole numbers from 1");
  }
}
