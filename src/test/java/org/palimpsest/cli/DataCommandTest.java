package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

  @TempDir Path root;

  /** A file of zeros behind the header that MNIST's has; it takes no room. */
  private void zeros(String name, int... dimensions) throws IOException {
    Path folder = Files.createDirectories(root.resolve("mnist"));
    try (var file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.writeInt(0x800 + dimensions.length);
      long values = 1;
      for (int dimension : dimensions) {
        file.writeInt(dimension);
        values *= dimension;
      }
      file.setLength(file.getFilePointer() + values);
    }
  }

  /** As a download that was cut short and filled up leaves them; each label is a sound one. */
  @Test
  void labelsThatAreAllAlikeAreDamagedData() throws Exception {
    zeros("train-images-idx3-ubyte", 60_000, 28, 28);
    zeros("train-labels-idx1-ubyte", 60_000);
    zeros("t10k-images-idx3-ubyte", 10_000, 28, 28);
    zeros("t10k-labels-idx1-ubyte", 10_000);
    String why =
        "data set mnist: 9 of its 10 classes have no image, such as 1; its labels are damaged";

    Attempt verified = Attempt.of("data", "--root", root.toString(), "verify", "mnist");
    assertThat(verified.code()).as(verified.told()).isEqualTo(ExitCodes.BAD_DATA);
    assertThat(verified.err()).contains(why).doesNotContain("this is a bug");

    Path file =
        Files.writeString(
            root.resolve("zeros.conf"),
            """
            name = zeros
            benchmark { dataset = mnist, base-classes = 4, novel { sessions = 1, ways = 2, shots = 5 } }
            training.episodes.ways = 2
            data { root = "%s", download = false }
            results = "%s"
            mlflow.tracking-uri = null
            """
                .formatted(root, root.resolve("results")));
    Attempt run = Attempt.of("run", file.toString());
    assertThat(run.code()).as(run.told()).isEqualTo(ExitCodes.BAD_DATA);
    assertThat(run.err()).contains(why).doesNotContain("this is a bug");
  }
}
