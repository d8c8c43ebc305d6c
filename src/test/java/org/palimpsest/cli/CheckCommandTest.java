package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static final String CUT =
      """
      name = cut
      data.download = true
      benchmark { dataset = %s, scenario = episodic, episodic.settings = [%s] }
      learner.method = prototypical
      network.encoder.drop-last-poolings = true
      training.episodes { number = 10, ways = 5, shots = 1, queries = 15 }
      training { %s }
      """;

  /** The data need not be there: what published splits have is known. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cifar-fs | 21w1s | | has 21w1s, more classes than the 20 test classes",
        "cifar-fs | 5w1s | episodes.ways = 65 | ways = 65 is more than the 64 classes that are learnt",
        "cifar-fs | 5w1s | validation { episodes = 5, setting = 17w1s } | 17w1s\" has more classes than the 16 that",
        "fc100 | 5w586s | | needs 601 images of each class; one of the data set has 600",
        "fc100 | 5w1s | episodes.ways = 61 | ways = 61 is more than the 60 classes that are learnt",
        "{ name = cifar100, split = fc100, rotations = classes } | 81w1s | | than the 80 test classes",
        "{ name = omniglot, split = vinyals } | 424w1s | | more classes than the 423 test classes",
        "{ name = omniglot, split = vinyals } | 5w1s | episodes.shots = 6 | more than the 20 images",
        "{ name = omniglot, split = lake } | 5w6s | | needs 21 images of each class; one of",
        "{ name = omniglot, split = koch } | 5w1s | episodes.queries = 5 | needs 16 images of each class; one of the data set has 4"
      })
  void whatASplitHasTooFewOfIsRefusedBeforeItIsRead(
      String dataset, String setting, @Nullable String training, String why) throws Exception {
    Attempt check = check(CUT.formatted(dataset, setting, training == null ? "" : training));
    assertThat(check.code()).as(check.told()).isEqualTo(ExitCodes.WRONG_CONFIGURATION);
    assertThat(check.err()).contains(why).contains("1 problem;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cifar-fs | 20w585s | episodes { ways = 64, shots = 585 }",
        "{ name = omniglot, split = lake, rotations = classes } | 2636w5s | episodes.ways = 3856"
      })
  void whatASplitJustHasIsTaken(String dataset, String setting, String training) throws Exception {
    check(CUT.formatted(dataset, setting, training)).requireDone();
  }
}
