package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What other libraries ask for and nothing calls stays out: it is old, and has known holes. */
class LibrariesTest {

  @Test
  void oldLibrariesThatNothingCallsAreNotThere() {
    List<String> names =
        List.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1)).stream()
            .map(path -> new File(path).getName())
            .toList();
    assertThat(names).anyMatch(name -> name.startsWith("deeplearning4j-nn"));
    assertThat(names).noneMatch(name -> name.matches("(gson|commons-net|freemarker|snakeyaml)-.*"));
  }
}
