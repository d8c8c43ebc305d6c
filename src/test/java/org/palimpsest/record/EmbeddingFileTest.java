package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;

final class EmbeddingFileTest {

  private static final EmbeddingFile FIRST =
      new EmbeddingFile(
          List.of(
              new EmbeddingFile.Point(7, 0, 2, 0),
              new EmbeddingFile.Point(8, 0, 0, 1),
              new EmbeddingFile.Point(9, 1, -1, -3)),
          0.8);

  @TempDir Path run;

  @Test
  void aTurnedOrMirroredMapIsTurnedBack() {
    double cos = Math.cos(0.7);
    double sin = Math.sin(0.7);
    for (int mirror : new int[] {1, -1}) {
      EmbeddingFile turned =
          new EmbeddingFile(
              FIRST.points().stream()
                  .map(
                      p ->
                          new EmbeddingFile.Point(
                              p.image(),
                              p.trueClass(),
                              cos * p.x() - sin * p.y(),
                              mirror * (sin * p.x() + cos * p.y())))
                  .toList(),
              0.8);
      EmbeddingFile back = turned.turnedTo(FIRST);
      for (int i = 0; i < 3; i++) {
        assertThat(back.points().get(i).x()).isCloseTo(FIRST.points().get(i).x(), within(1e-12));
        assertThat(back.points().get(i).y()).isCloseTo(FIRST.points().get(i).y(), within(1e-12));
      }
    }
  }

  @Test
  void runsWithoutMapsHaveNone() throws Exception {
    assertThat(EmbeddingFile.read(run, 2)).isEmpty();
  }

  @Test
  void namesADamagedMap() throws Exception {
    Files.createDirectories(run.resolve("embeddings"));
    Files.writeString(
        run.resolve("embeddings/session-00.json"),
        "{\"test_image\": [1], \"true_class\": [0], \"x\": [0.5], \"y\": []}");
    assertThatThrownBy(() -> EmbeddingFile.read(run, 1))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("session-00.json")
        .hasMessageContaining("not equally long");
  }
}
