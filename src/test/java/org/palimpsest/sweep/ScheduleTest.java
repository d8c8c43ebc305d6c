package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Successive halving of four points with two seeds, after sessions 0 and 2 of 5. */
class ScheduleTest {

  @TempDir Path folder;
  private SweepPlan plan;
  private final Map<String, RunState> runs = new HashMap<>();
  private final Set<String> failed = new HashSet<>();

  @BeforeEach
  void load() throws IOException {
    Path file = folder.resolve("x.conf");
    Files.writeString(
        file,
        """
        name = x
        seeds = [1, 2]
        benchmark.validation-fraction = 0.1
        sweep {
          grid.training.base.epochs = [1, 2, 3, 4]
          halving { after-sessions = [0, 2], keep = 0.5 }
        }
        """);
    plan = SweepPlan.load(file, List.of());
  }

  /** A point's two runs have done some sessions; after each they had this accuracy. */
  private void at(int point, int sessions, double first, double second) {
    double[] accuracies = {first, second};
    for (int seed = 0; seed < 2; seed++) {
      Map<Integer, Double> validation = new HashMap<>();
      for (int s = 0; s < sessions; s++) {
        validation.put(s, accuracies[seed]);
      }
      runs.put(
          plan.cells().get(2 * point + seed).key(),
          new RunState(
              true, sessions == 9, sessions, validation, Map.of(), OptionalDouble.empty()));
    }
  }

  /** The goal of each point's first run. */
  private List<Goal> goals() {
    Map<Cell, Goal> goals = Schedule.goals(plan, runs, failed);
    return List.of(0, 2, 4, 6).stream().map(i -> goals.get(plan.cells().get(i))).toList();
  }

  @Test
  void allGoToTheFirstRung() {
    assertThat(goals()).containsOnly(Goal.until(0));
  }

  @Test
  void thoseThereWaitForTheOthers() {
    at(1, 1, 0.9, 0.9);
    assertThat(goals()).containsExactly(Goal.until(0), Goal.PAUSED, Goal.until(0), Goal.until(0));
  }

  @Test
  void theBetterHalfByTheMeanOverSeedsGoesOn() {
    at(0, 1, 0.9, 0.1);
    at(1, 1, 0.6, 0.6);
    at(2, 1, 0.4, 0.5);
    at(3, 1, 0.5, 0.6);
    List<Goal> goals = goals();
    assertThat(goals.get(1)).isEqualTo(Goal.until(2));
    assertThat(goals.get(3)).isEqualTo(Goal.until(2));
    assertThat(goals.get(0).reason())
        .isEqualTo("after session 0: rank 3 of 4 by validation accuracy (0.5000); 2 went on");
    assertThat(goals.get(2).status()).isEqualTo(CellStatus.STOPPED_EARLY);
  }

  @Test
  void theLastOneStandingRunsToItsEnd() {
    at(0, 1, 0.1, 0.1);
    at(1, 3, 0.6, 0.6);
    at(2, 1, 0.1, 0.1);
    at(3, 3, 0.5, 0.6);
    List<Goal> goals = goals();
    assertThat(goals.get(1)).isEqualTo(Goal.TO_THE_END);
    assertThat(goals.get(3).reason()).startsWith("after session 2: rank 2 of 2");
    at(1, 9, 0.6, 0.6);
    assertThat(goals().get(1)).isEqualTo(Goal.FINISHED);
  }

  @Test
  void ofEquallyGoodPointsTheEarlierGoesOn() {
    for (int point = 0; point < 4; point++) {
      at(point, 1, 0.5, 0.5);
    }
    assertThat(goals().subList(0, 2)).containsOnly(Goal.until(2));
    assertThat(goals().subList(2, 4)).allMatch(g -> g.status() == CellStatus.STOPPED_EARLY);
  }

  @Test
  void aPointWithAFailedSeedComesLastAndHoldsNobodyUp() {
    at(1, 1, 0.1, 0.1);
    at(2, 1, 0.2, 0.2);
    at(3, 1, 0.3, 0.3);
    at(0, 1, 0.9, 0.9);
    runs.remove(plan.cells().get(1).key());
    failed.add(plan.cells().get(1).key());
    assertThat(goals().subList(2, 4)).containsOnly(Goal.until(2));
    assertThat(goals().get(0).status()).isEqualTo(CellStatus.STOPPED_EARLY);
    assertThat(Schedule.goals(plan, runs, failed).get(plan.cells().get(1))).isEqualTo(Goal.FAILED);
  }
}
