package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.record.AccuracyMatrixFile;

/**
 * What each head gets right on the embedded digits under one seed, to the last image. Whoever
 * changes a number here changes what every experiment with that head finds, and says why.
 */
class PinnedAccuracyTest {

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "linear, '[0, 0, 69]'",
    "cosine, '[0, 1, 70]'",
    "prototype, '[64, 60, 69]'",
    "'nearest-mean, memory { policy = herding, bytes = 10000 }', '[63, 58, 69]'",
    "'task-adaptive }, training.episodes { number = 20, ways = 2, shots = 5, queries = 5', '[64, 60, 69]'",
    "ncm, '[63, 61, 69]'",
    "slda, '[69, 59, 69]'",
    "ranpac, '[72, 69, 71]'",
    "fecam, '[71, 68, 70]'",
    "'dense, dense.widths = [16, 16]', '[0, 0, 70]'",
    "'generative-classifier, objective = likelihood }, benchmark { normalization = none', '[70, 58, 69]'",
  })
  void getsAsManyImagesRightAsEver(String head, String correct) throws IOException {
    String keys =
        """
        learner { head = %s }
        network.encoder = null
        network.encoder.type = pixels
        training.epochs = 4
        """
            .formatted(head);
    Path run = new SmallRuns(temp).run("results", keys, () -> false);
    List<Long> last =
        Files.readAllLines(run.resolve(AccuracyMatrixFile.NAME)).stream()
            .filter(line -> line.startsWith("2,"))
            .map(line -> Long.valueOf(line.split(",", -1)[2]))
            .toList();
    assertThat(last).as(head).hasToString(correct);
  }
}
