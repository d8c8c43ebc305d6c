package org.palimpsest.experiment.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCheckoutTest {

  @TempDir Path checkout;

  private void git(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
    command.addAll(List.of("-c", "user.name=a", "-c", "user.email=a@b.c"));
    command.addAll(List.of(words));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private boolean dirty() {
    return SourceCheckout.commit(checkout.resolve("target/classes")).orElseThrow().dirty();
  }

  /** Whoever follows the README has results and experiments lying about. */
  @Test
  void onlyWhatIsComputedWithMakesACommitDirty() throws Exception {
    Files.createDirectories(checkout.resolve("target/classes"));
    Files.createDirectories(checkout.resolve("src/main"));
    Files.createDirectories(checkout.resolve("results"));
    for (String file : List.of("pom.xml", "src/main/A.java", "README.md")) {
      Files.writeString(checkout.resolve(file), "a");
    }
    git("init", "-q");
    git("add", "pom.xml", "src", "README.md");
    git("commit", "-q", "-m", "a");
    Files.writeString(checkout.resolve("results/run"), "a");
    Files.writeString(checkout.resolve("mine.conf"), "a");
    Files.writeString(checkout.resolve("README.md"), "b");
    assertThat(dirty()).isFalse();
    Files.writeString(checkout.resolve("src/main/A.java"), "b");
    assertThat(dirty()).isTrue();
  }
}
