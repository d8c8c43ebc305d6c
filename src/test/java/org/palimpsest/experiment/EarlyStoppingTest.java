package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;

/** Stages that end when held-out images are not answered better any more. */
class EarlyStoppingTest {

  private static final int EPOCHS = 12;
  private static final int PATIENCE = 2;
  private static final String EARLY =
      """
      benchmark.validation-fraction = 0.3
      training { epochs = 12, patience = 2 }
      """;

  @TempDir Path temp;

  private SmallRuns runs;

  @BeforeEach
  void begin() {
    runs = new SmallRuns(temp);
  }

  /** Accuracies on held-out images, block by block. */
  private static List<Double> heldOut(Path folder, int session) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("training.csv"));
    int column = List.of(lines.get(0).split(",", -1)).indexOf("validation_accuracy");
    List<Double> accuracies = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells[0].equals(Integer.toString(session))) {
        accuracies.add(Double.parseDouble(cells[column]));
      }
    }
    return accuracies;
  }

  private static int best(List<Double> accuracies) {
    int best = 0;
    for (int i = 1; i < accuracies.size(); i++) {
      best = accuracies.get(i) > accuracies.get(best) ? i : best;
    }
    return best;
  }

  @Test
  void everyStageEndsAfterItsPatienceAndGoesBackToItsBest() throws IOException {
    Path folder = runs.run("early", EARLY, () -> false);
    for (int session = 0; session < 3; session++) {
      List<Double> accuracies = heldOut(folder, session);
      assertThat(accuracies)
          .as("session %d", session)
          .hasSize(Math.min(EPOCHS, best(accuracies) + 1 + PATIENCE));
    }
    assertThat(heldOut(folder, 0)).as("else nothing was shown").hasSizeLessThan(EPOCHS);
    List<String> sessions = Files.readAllLines(folder.resolve("sessions.csv"));
    int column = List.of(sessions.get(0).split(",", -1)).indexOf("validation_accuracy");
    List<Double> base = heldOut(folder, 0);
    assertThat(Double.parseDouble(sessions.get(1).split(",", -1)[column]))
        .as("of the model that is left")
        .isEqualTo(base.get(best(base)));
  }

  @Test
  void aRunCutShortAnywhereEndsAlike() throws IOException {
    Map<String, String> undisturbed = Trial.outcome(runs.run("early", EARLY, () -> false));
    for (int steps : List.of(3, 25, 60)) {
      int[] left = {steps};
      String name = "stopped-" + steps;
      assertThatThrownBy(() -> runs.run(name, EARLY, () -> left[0]-- <= 0))
          .isInstanceOf(RunCancelledException.class);
      assertThat(Trial.outcome(runs.run(name, EARLY, () -> false))).isEqualTo(undisturbed);
    }
  }

  @Test
  void aBaseStageThatEndedEarlyIsTakenOver() throws IOException {
    String shared = EARLY + "training.base.reuse = true\n";
    Path first = runs.run("same", shared, () -> false);
    Path second = runs.run("same", shared + "training.novel.batch-size = 16\n", () -> false);
    assertThat(second).isNotEqualTo(first);
    assertThat(Files.readString(second.resolve("journal.jsonl"))).contains("base of session 0");
    assertThat(heldOut(second, 0)).isEqualTo(heldOut(first, 0));
    Path alone = runs.run("alone", EARLY + "training.novel.batch-size = 16\n", () -> false);
    assertThat(Files.readString(second.resolve("accuracy-matrix.csv")))
        .isEqualTo(Files.readString(alone.resolve("accuracy-matrix.csv")));
  }

  @Test
  void withoutHeldOutImagesThereIsNothingToBePatientWith() {
    assertThatThrownBy(() -> runs.spec("training.patience = 2\n"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("patience")
        .hasMessageContaining("benchmark.validation-fraction is 0");
  }

  @Test
  void anObjectiveThatAnswersNothingCannotBeWaitedFor() {
    String held = "benchmark.validation-fraction = 0.2, training.patience = 2\n";
    assertThatThrownBy(() -> runs.spec(held + "learner.objective = fantasy-classes\n"))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("training.novel.patience = 2 has nothing to wait for")
        .hasMessageContaining("fantasy-classes answers nothing while it trains");
  }
}
