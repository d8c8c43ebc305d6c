package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One published number, another one each time, from nothing to the verdict. */
class PublishedNumberTest {

  /** Rows of under half a minute a run, which agree under their first three seeds. */
  private static final List<String> ROWS =
      List.of(
          "mammoth-mnist/sequential:SI",
          "mammoth-mnist/sequential:ER, 500 images",
          "mammoth-mnist/sequential:ER, 5,120 images",
          "mammoth-mnist/sequential:DER, 200 images",
          "mammoth-mnist/sequential:DER++, 500 images",
          "one-epoch-fashion-mnist/class-incremental:SI",
          "one-epoch-fashion-mnist/class-incremental:ER, 200 images");

  @TempDir Path results;

  @Test
  void agrees() {
    boolean mnist =
        Optional.ofNullable(System.getenv("PALIMPSEST_DATA"))
            .map(root -> Files.isDirectory(Path.of(root, "mnist")))
            .orElse(false);
    assumeTrue(mnist, "MNIST is not in PALIMPSEST_DATA");
    String row = ROWS.get(new SecureRandom().nextInt(ROWS.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.execute(
            new Streams(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            "reproduce",
            row,
            "--seeds=3",
            "results=\"" + results + "\"",
            "mlflow.tracking-uri=null");
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .as(row)
        .contains("1 published number: 1 measured, of which 1 agree and 0 differ");
  }
}
