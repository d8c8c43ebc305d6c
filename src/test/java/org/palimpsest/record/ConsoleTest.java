package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.palimpsest.benchmark.Verdict;
import org.palimpsest.experiment.BlockResult;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.ExperimentPlan;
import org.palimpsest.experiment.Leakage;
import org.palimpsest.experiment.Predictions;
import org.palimpsest.experiment.RunConfig;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.AnytimeCurve;
import org.palimpsest.metric.RecencyBias;

class ConsoleTest {

  private static final RunInfo RUN =
      new RunInfo("e", "seed-1-ab", 1, "ab", "softmax", Path.of("results/e/seed-1-ab"));
  private static final Event.Place PLACE = new Event.Place(1, 3, "novel");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void oneLineASessionAndTheFolderLast() {
    show(false, false);
    assertThat(text(out))
        .isEqualTo(
            """
            seed 1  session 1/2    4 classes  60.00 %  base 75.00 %  forgetting -2.50 %  1:05 min
            results/e
            """);
    assertThat(text(err)).isEqualTo("session 1: novel 2/3, loss 0.1235, 0.5 s\n");
  }

  @Test
  void everyBlockSaysItsAccuraciesAndItsRateWhereThereIsNoTerminal() {
    assertThat(blocks(OptionalInt.empty(), 0.5, 12.34))
        .containsExactly(
            "session 1: novel 2/3, loss 0.1235, training_accuracy 81.25 %, validation_accuracy 75.00 %,"
                + " learning_rate 0.05000, 0.5 s",
            "session 1: novel 3/3, loss 0.1235, training_accuracy 81.25 %, validation_accuracy 75.00 %,"
                + " learning_rate 0.05000, 12.3 s");
  }

  @Test
  void aTerminalGetsALineForLongBlocksAloneThatFitsIt() {
    assertThat(blocks(OptionalInt.of(80), 0.5, 12.34))
        .containsExactly(
            "session 1: novel 3/3  loss 0.1235  train 81.3 %  held 75.0 %  rate 0.05  12.3 s");
    assertThat(blocks(OptionalInt.of(72), 0.5, 12.34))
        .containsExactly("session 1: novel 3/3  loss 0.1235  train 81.3 %  held 75.0 %  12.3 s");
  }

  private List<String> blocks(OptionalInt columns, double... seconds) {
    err.reset();
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("loss", 0.123456);
    measures.put("accuracy", 0.8125);
    measures.put("validation_accuracy", 0.75);
    measures.put("learning_rate", 0.05);
    measures.put("data_seconds", 0.1);
    try (Console console = new Console(stream(out), stream(err), columns, false)) {
      for (int i = 0; i < seconds.length; i++) {
        BlockResult block = new BlockResult(measures, seconds[i]);
        console.record(new Event.BlockFinished(RUN, 0, PLACE, 1 + i, 3, 1 + i, block, false));
      }
    }
    return text(err).lines().toList();
  }

  @Test
  void aBarShowsTheLossOfTheBlockAtHandAndWhatTheLastOneCameTo() {
    try (Console console = new Console(stream(out), stream(err), OptionalInt.of(120), false)) {
      Map<String, Double> measures = Map.of("accuracy", 0.8125, "validation_accuracy", 0.75);
      BlockResult block = new BlockResult(measures, 0.5);
      console.record(new Event.BlockFinished(RUN, 0, PLACE, 0, 3, 0, block, false));
      steps(console);
    }
    assertThat(text(err)).contains(" left  2/3  loss 0.250  train 81.3 %  held 75.0 %");
  }

  @Test
  void aDivergedStageIsSaidOnTerminalsToo() {
    try (Console console = new Console(stream(out), stream(err), OptionalInt.of(80), false)) {
      BlockResult block = new BlockResult(Map.of("loss", 1e27), 0.5);
      console.record(new Event.BlockFinished(RUN, 0, PLACE, 0, 1, 0, block, false));
    }
    assertThat(text(err))
        .startsWith("session 1: WARNING: loss of stage novel is 1.00e+27 after block 1")
        .contains("lower the learning rate");
  }

  @Test
  void quietMeansTheFolderAlone() {
    show(true, true);
    assertThat(text(out)).isEqualTo("results/e\n");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void aTerminalGetsABarThatNeverReachesTheResults() {
    show(true, false);
    assertThat(text(err)).contains("session 1: novel").contains("%");
    assertThat(text(out)).doesNotContain("novel ").endsWith("results/e\n");
  }

  @Test
  void theFirstLineStandsInPlaceOfABarOfTheData() {
    ExperimentPlan plan =
        new ExperimentPlan(
            "e",
            List.of(1L),
            "softmax",
            context -> {
              throw new AssertionError("nothing is learnt here");
            },
            Path.of("results"),
            new RunConfig(ConfigFactory.empty()),
            List.of("run"),
            Map.of(),
            OptionalInt.empty(),
            false);
    PrintStream terminal = stream(err);
    try (Console console = new Console(stream(out), terminal, OptionalInt.of(40), false)) {
      terminal.print("decoding photos 10 % [==   ]");
      console.record(new Event.ExperimentStarted(plan));
    }
    assertThat(text(err)).endsWith("]\r" + " ".repeat(39) + "\re: softmax, seed [1]\n");
  }

  @Test
  void barsLeaveNoEmptyLinesBehind() {
    try (Console console = new Console(stream(out), stream(err), OptionalInt.of(80), false)) {
      steps(console);
      session(console);
    }
    assertThat(text(err)).contains("session 1: novel").doesNotContain("\n");
  }

  @Test
  void nothingIsWiderThanTheTerminal() {
    try (Console console = new Console(stream(out), stream(err), OptionalInt.of(60), false)) {
      steps(console);
      session(console);
    }
    assertThat(text(out).lines())
        .containsExactly("seed 1  session 1/2    4 classes  60.00 %  1:05 min");
    assertThat(List.of(text(err).split("[\\r\\n]+", -1)))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
  }

  @Test
  void aFinishedRunSaysWhatItsNumbersAreWorth() {
    Map<String, Integer> copies = Map.of(Verdict.TEST_IN_TRAINING, 5);
    String held = "no image is used twice, but the data set itself holds 5 copies";
    assertThat(finished(new Leakage(true, List.of(), List.of(held), List.of("a start"), copies)))
        .contains(held, "leakage not known: a start")
        .doesNotContain("LEAKAGE");
    assertThat(finished(new Leakage(false, List.of("a shot"), List.of(), List.of(), copies)))
        .contains("LEAKAGE: a shot")
        .doesNotContain("copies");
    assertThat(finished(new Leakage(true, List.of(), List.of(), List.of(), Map.of())))
        .doesNotContain("copies", "eakage");
  }

  private String finished(Leakage leakage) {
    err.reset();
    RunSummary summary =
        new RunSummary(
            RUN,
            "00",
            "torch",
            "toys",
            Map.of(),
            1,
            2,
            Map.of("accuracy_seen", 0.5),
            List.of(),
            Map.of(),
            0,
            List.of(),
            0,
            Map.of(),
            leakage,
            List.of(),
            "00");
    try (Console console = new Console(stream(out), stream(err), OptionalInt.empty(), false)) {
      console.record(new Event.RunFinished(RUN, 2, summary, List.of(), List.of()));
    }
    return text(err);
  }

  @Test
  void aRunThatGoesOnSaysWhere() {
    try (Console console = new Console(stream(out), stream(err), OptionalInt.empty(), false)) {
      console.record(new Event.StageStarted(RUN, PLACE, 0, 60));
      console.record(new Event.StageStarted(RUN, PLACE, 7, 60));
    }
    assertThat(text(err)).isEqualTo("session 1: novel goes on at 8/60\n");
  }

  @Test
  void theWidthIsWhatSttySays() {
    assertThat(Terminal.columns("24 132\n")).isEqualTo(132);
    assertThat(Terminal.columns("0 0\n")).isEqualTo(80);
    assertThat(Terminal.columns("")).isEqualTo(80);
  }

  private void show(boolean bars, boolean quiet) {
    try (Console console =
        new Console(
            stream(out), stream(err), bars ? OptionalInt.of(80) : OptionalInt.empty(), quiet)) {
      steps(console);
      BlockResult block = new BlockResult(Map.of("loss", 0.123456), 0.5);
      console.record(new Event.BlockFinished(RUN, 0, PLACE, 1, 3, 1, block, false));
      session(console);
      console.record(new Event.ExperimentFinished(Path.of("results/e"), List.of(RUN)));
    }
  }

  private static void steps(Console console) {
    for (int step = 1; step <= 4; step++) {
      console.record(new Event.StepDone(RUN, PLACE, 1, 3, step, 4, OptionalDouble.of(0.25)));
    }
  }

  private static void session(Console console) {
    SessionResult result =
        new SessionResult(
            1,
            4,
            List.of(3, 0),
            List.of(3, 0),
            List.of(4, 1),
            new RecencyBias.Counts(0, 4),
            Map.of(
                "accuracy_seen",
                0.6,
                "base_accuracy",
                0.75,
                "forgetting_from_earlier_peak",
                -0.025),
            60,
            5.2);
    Predictions predictions =
        new Predictions(
            new int[0],
            new int[0],
            new int[0],
            new int[0],
            new int[0],
            List.of("a", "b", "c", "d"));
    console.record(
        new Event.SessionFinished(
            RUN, 0, 3, List.of(result), predictions, AnytimeCurve.EMPTY, 0, Optional.empty()));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
