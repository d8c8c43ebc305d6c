package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The few-shot experiments that come with the program. */
class FewShotFilesTest {

  private static final Path FOLDER = Path.of("experiments", "fewshot");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all
          .filter(file -> !file.toString().endsWith("-common.conf"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void readWithoutAProblemUnderTheirOwnNames(Path file) {
    ExperimentSpec spec = ExperimentSpec.load(file, List.of());
    String name = file.getFileName().toString().replace(".conf", "");
    assertThat(spec.name()).isEqualTo("fewshot-" + name);
  }
}
