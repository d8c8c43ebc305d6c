package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.Redaction;

class RunConfigTest {

  @Test
  void whereDataComeFromIsNoPartOfTheRun() {
    assertThat(config("data { root = a, download = false }").hash())
        .isEqualTo(config("data { root = b, download = true }").hash());
  }

  @Test
  void aNumberBeyondAllNumbersIsNoFailure() {
    var config = ConfigFactory.parseString("name = 1e999");
    assertThat(new RunConfig(config).flat()).containsEntry("name", "Infinity");
  }

  private static final String BASE = "name = a, seeds = [1], training { rate = 5e-4, steps = 10 }";

  @Test
  void theRunIdNamesWhatIsComputedAndNothingElse() {
    String hash = config(BASE).hash();
    assertThat(hash).matches("[0-9a-f]{10}");
    assertThat(config(BASE).runId(-3)).isEqualTo("seed--3-" + hash);
    for (String beside :
        List.of(
            "name = b",
            "seeds = [1, 2]",
            "results = elsewhere",
            "mlflow.experiment = x",
            "data.root = \"/somewhere\"",
            "training.rate = 0.0005",
            "training.rate = 0.00050",
            "training.steps = 10.0",
            "training.steps = \"10\"")) {
      assertThat(config(BASE + "\n" + beside).hash()).as(beside).isEqualTo(hash);
    }
    for (String relevant :
        List.of(
            "training.rate = 6e-4",
            "training.steps = 11",
            "training.steps = \"ten\"",
            "data.other = 1",
            "training.steps = [10]")) {
      assertThat(config(BASE + "\n" + relevant).hash()).as(relevant).isNotEqualTo(hash);
    }
  }

  @Test
  void valuesCannotImitateOtherKeys() {
    assertThat(config("a = \"1\\nb=\\\"2\\\"\"").hash())
        .isNotEqualTo(config("a = 1, b = 2").hash());
  }

  @Test
  void flattensToPlainDecimals() {
    assertThat(
            config("a { b = 1.5e-7, c = [1, 2.50, x], d = 1e3, e = true, f = [{ z = 1, y = 2 }] }")
                .flat())
        .containsEntry("a.b", "0.00000015")
        .containsEntry("a.c", "[1, 2.5, x]")
        .containsEntry("a.d", "1000")
        .containsEntry("a.e", "true")
        .containsEntry("a.f", "[{y = 2, z = 1}]");
  }

  @Test
  void theFileOfARunHasItsSeedAndTheSameHash() {
    RunConfig config = config(BASE + ", odd = \"a # b \\\" ${x}\", list = [1, {k = v}]");
    RunConfig again = config(config.file(7));
    assertThat(again.flat()).containsEntry("seeds", "[7]");
    assertThat(again.hash()).isEqualTo(config.hash());
    assertThat(again.flat("odd")).isEqualTo(config.flat("odd"));
  }

  /** A file that a server or somebody else gave lies alone, so that nothing beside it warns. */
  @Test
  void nothingIsFollowedInWhatARunWroteDown(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.conf"), "name = kept-to-oneself");
    for (String line :
        List.of(
            "include file(\"%s\")".formatted(secret),
            "include \"secret.conf\"",
            "results = ${PATH}",
            "results = ${?PATH}")) {
      Path file = Files.writeString(folder.resolve(RunConfig.FILE), "name = a\n" + line + "\n");
      assertThatThrownBy(() -> RunConfig.read(file))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds values only")
          .hasMessageContaining(RunConfig.FILE)
          .hasMessageNotContainingAny("kept-to-oneself", System.getenv("PATH"));
    }
  }

  @Test
  void secretsAreNowhere() {
    RunConfig config =
        config(
            """
            mlflow {
              tracking-uri = "https://me:s3cret@host:5000/x"
              password = s3cret
              auth { api-key = s3cret, apiToken = s3cret, Access-Key-Id = s3cret }
            }
            list = ["ftp://me:s3cret@host/", { token = s3cret, kept = 1 }]
            link = "http://host/x?token=s3cret&page=2"
            tokens-per-image = 4
            """);
    assertThat(config.file(1)).doesNotContain("s3cret").contains("tokens-per-image");
    assertThat(config.flat().toString()).doesNotContain("s3cret").doesNotContain("me:");
    assertThat(config.flat())
        .containsEntry("mlflow.tracking-uri", "https://host:5000/x")
        .containsEntry("link", "http://host/x?token=***&page=2")
        .containsEntry("list", "[ftp://host/, {kept = 1}]");
  }

  @Test
  void secretsInACommandAreReplaced() {
    assertThat(
            Redaction.of(
                List.of(
                    "run",
                    "a.conf",
                    "mlflow.password=s3cret",
                    "mlflow.tracking-uri=http://me:s3cret@host/",
                    "learner.head=cosine",
                    "auth{token:s3cret}")))
        .containsExactly(
            "run",
            "a.conf",
            "mlflow.password=***",
            "mlflow.tracking-uri=http://host/",
            "learner.head=cosine",
            "auth{token:***}");
  }

  private static RunConfig config(String text) {
    return new RunConfig(ConfigFactory.parseString(text));
  }
}
