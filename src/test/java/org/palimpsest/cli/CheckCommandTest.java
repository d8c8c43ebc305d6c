package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

  private static final String EXPERIMENT =
      """
      name = checked
      benchmark { dataset = digits, base-classes = 6, novel { sessions = 2, ways = 2, shots = 5 } }
      training.episodes.ways = 3
      """;

  @TempDir Path folder;

  private Attempt check(String text, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("x.conf"), text);
    String[] command = new String[more.length + 2];
    command[0] = "check";
    command[1] = file.toString();
    System.arraycopy(more, 0, command, 2, more.length);
    return Attempt.of(command);
  }

  @Test
  void anExperimentIsShownWithTheRunsItMakesAndWhereItsDataAre() throws Exception {
    Attempt check = check(EXPERIMENT, "seeds=[1,2]");
    check.requireDone();
    assertThat(check.out())
        .contains("checked: reconstruction", "checked/seed-1-", "checked/seed-2-")
        .contains("digits is part of the program");
  }

  @Test
  void aSweepIsReadWithEveryCell() throws Exception {
    Attempt good = check(EXPERIMENT + "sweep.grid.learner.head = [prototype, cosine]");
    good.requireDone();
    assertThat(good.out())
        .contains("checked: a sweep of 2 cells under 1 seed, by the launcher local")
        .contains("varies    learner.head = prototype, cosine");
    Attempt wrong =
        check(
            EXPERIMENT
                + """
                sweep.grid.learner.head = [prototype, cosin]
                sweep.grid.learner.hed = [1]
                sweep.jobs = 0
                """);
    assertThat(wrong.code()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
    assertThat(wrong.err())
        .contains("x.conf:4: learner.head = \"cosin\" is not one of")
        .contains("x.conf:5: learner.hed = 1 is not a known key")
        .contains("x.conf:6: sweep.jobs = 0");
  }

  @Test
  void dataThatAreNowhereAreNamed() throws Exception {
    Path images = folder.resolve("images");
    String key = "benchmark.dataset { folder = \"%s\" }".formatted(images);
    String sweep = "sweep.list = [{ benchmark.dataset = digits }, { %s }]".formatted(key);
    for (String text : new String[] {key, sweep}) {
      Attempt missing = check(EXPERIMENT + text);
      assertThat(missing.code()).as(missing.told()).isEqualTo(ExitCodes.BAD_DATA);
      assertThat(missing.err()).contains(images + ": found no such folder");
    }
    Files.createDirectory(images);
    Attempt found = check(EXPERIMENT + key);
    found.requireDone();
    assertThat(found.out()).contains(" is " + images);
  }

  @Test
  void everySettingIsPrintedOnRequestWithoutWhatIsSecret() throws Exception {
    Attempt resolved =
        check(EXPERIMENT, "--resolved", "seeds=[3,4]", "mlflow.tracking-uri=http://me:word@host");
    resolved.requireDone();
    assertThat(resolved.out())
        .contains("type=conv4", "base-classes=6", "http://host")
        .doesNotContain("word");
    Attempt again = check(resolved.out());
    again.requireDone();
    assertThat(again.out()).isEqualTo(check(EXPERIMENT, "seeds=[3,4]").out());
    assertThat(check(EXPERIMENT + "sweep.grid.learner.head = [cosine, linear]", "--resolved").out())
        .startsWith("# The first of 2 cells; the others differ in learner.head.")
        .contains("head=cosine");
  }

  @Test
  void whatIsWrongWhateverIsTriedIsToldOnce() throws Exception {
    Attempt check =
        check(
            EXPERIMENT
                + """
                benchmark.validation-fraction = 0.2
                tuning { rule = first-session, first-session.grid { training.batch-size = [8] } }
                other = 1
                another = 1
                """);
    assertThat(check.err()).containsOnlyOnce("another = 1 is not").contains("3 problems;");
  }
}
