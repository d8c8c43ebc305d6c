package org.palimpsest.method.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.palimpsest.method.tuning.Search.Move;

class SearchTest {

  private static final StabilityDecay DECAY =
      new StabilityDecay("rate", List.of(0.1, 0.05, 0.01), "ewc.strength", 10_000, 0.5, 0.2, 7);

  private static Setting chf(double rate, double strength) {
    return new Setting(Map.of())
        .with("rate", Double.toString(rate))
        .with("ewc.strength", Double.toString(strength));
  }

  /** Runs a search to its end; the trials' settings are added to a list. */
  private static Move.Take run(
      Search search, ToDoubleFunction<Setting> accuracy, List<Setting> tried) {
    List<Double> accuracies = new ArrayList<>();
    Move move = search.next(accuracies);
    while (move instanceof Move.Try trial) {
      tried.add(trial.setting());
      accuracies.add(accuracy.applyAsDouble(trial.setting()));
      assertThat(accuracies).hasSizeLessThanOrEqualTo(search.most());
      move = search.next(accuracies);
    }
    return (Move.Take) move;
  }

  @Test
  void strengthDecaysUntilTheNewSessionIsLearntWellEnough() {
    // Finetuning: .60 .90 .80, so rate 0.05 and a goal of 0.8 * 0.9 = 0.72.
    assertThat(DECAY.next(List.of())).isEqualTo(new Move.Try(chf(0.1, 0)));
    assertThat(DECAY.next(List.of(.6))).isEqualTo(new Move.Try(chf(0.05, 0)));
    assertThat(DECAY.next(List.of(.6, .9))).isEqualTo(new Move.Try(chf(0.01, 0)));
    assertThat(DECAY.next(List.of(.6, .9, .8))).isEqualTo(new Move.Try(chf(0.05, 10_000)));
    assertThat(DECAY.next(List.of(.6, .9, .8, .3))).isEqualTo(new Move.Try(chf(0.05, 5_000)));
    assertThat(DECAY.next(List.of(.6, .9, .8, .3, .71))).isEqualTo(new Move.Try(chf(0.05, 2_500)));
    assertThat(DECAY.next(List.of(.6, .9, .8, .3, .71, .73)))
        .isEqualTo(new Move.Take(5, chf(0.05, 2_500)));
  }

  @Test
  void oneKeyAfterAnotherKeepsTheBestSoFar() {
    Map<String, List<String>> axes = new LinkedHashMap<>();
    axes.put("a", List.of("1", "2", "3"));
    axes.put("b", List.of("x", "y"));
    CoordinateSearch search = new CoordinateSearch(axes);
    List<Setting> tried = new ArrayList<>();
    // a = 2 is best with b = x; b = y is worse with it and, never tried, best with a = 3.
    Map<String, Double> accuracies = Map.of("1x", .5, "2x", .7, "3x", .6, "2y", .7, "3y", .9);
    Move.Take taken =
        run(
            search,
            setting -> accuracies.getOrDefault(String.join("", setting.values().values()), 0.0),
            tried);
    assertThat(tried)
        .extracting(Setting::toString)
        .containsExactly("a = 1, b = x", "a = 2, b = x", "a = 3, b = x", "a = 2, b = y");
    assertThat(search.most()).isEqualTo(4);
    // The earlier one at a tie.
    assertThat(taken)
        .isEqualTo(new Move.Take(1, new Setting(Map.of()).with("a", "2").with("b", "x")));
  }

  @Test
  void aStrongMethodThatLearnsIsTakenAtOnce() {
    List<Setting> tried = new ArrayList<>();
    Move.Take taken = run(DECAY, setting -> 0.5, tried);
    // The first of three equal rates.
    assertThat(taken).isEqualTo(new Move.Take(3, chf(0.1, 10_000)));
    assertThat(tried).hasSize(4);
  }

  @Test
  void decayingEndsAfterSevenTimes() {
    List<Setting> tried = new ArrayList<>();
    Move.Take taken =
        run(DECAY, s -> "0.0".equals(s.values().get("ewc.strength")) ? 0.9 : 0.1, tried);
    assertThat(tried).hasSize(3 + 8);
    assertThat(taken).isEqualTo(new Move.Take(10, chf(0.1, 10_000 / 128.0)));
  }

  @Test
  void laterRatesAreTheLargestBelowTheFirst() {
    List<Double> all = List.of(0.1, 0.05, 0.01, 0.005, 0.001);
    assertThat(StabilityDecay.ratesBelow(0.5, all, 3)).containsExactly(0.1, 0.05, 0.01);
    assertThat(StabilityDecay.ratesBelow(0.05, all, 3)).containsExactly(0.01, 0.005, 0.001);
    assertThat(StabilityDecay.ratesBelow(0.005, all, 3)).containsExactly(0.001);
    assertThat(StabilityDecay.ratesBelow(0.001, all, 3)).containsExactly(0.001);
  }

  @Test
  void aGridIsTriedWholeAndTheFirstOfEqualsTaken() {
    Map<String, List<String>> axes = new LinkedHashMap<>();
    axes.put("rate", List.of("0.1", "0.01"));
    axes.put("weight", List.of("1", "10", "100"));
    GridSearch grid = GridSearch.of(axes);
    assertThat(grid.settings().stream().map(Setting::toString))
        .containsExactly(
            "rate = 0.1, weight = 1",
            "rate = 0.1, weight = 10",
            "rate = 0.1, weight = 100",
            "rate = 0.01, weight = 1",
            "rate = 0.01, weight = 10",
            "rate = 0.01, weight = 100");
    List<Setting> tried = new ArrayList<>();
    Move.Take taken = run(grid, s -> "10".equals(s.values().get("weight")) ? 0.9 : 0.1, tried);
    assertThat(tried).isEqualTo(grid.settings());
    assertThat(taken).isEqualTo(new Move.Take(1, grid.settings().get(1)));
  }

  @Test
  void refusesWhatNeverEnds() {
    assertThatThrownBy(() -> new StabilityDecay("r", List.of(.1), "s", 1, 1, .2, 7))
        .hasMessageContaining("decay = 1.0");
    assertThatThrownBy(() -> new StabilityDecay("r", List.of(), "s", 1, .5, .2, 7))
        .hasMessageContaining("rates = 0");
    assertThatThrownBy(() -> new GridSearch(List.of())).hasMessageContaining("settings = 0");
  }
}
