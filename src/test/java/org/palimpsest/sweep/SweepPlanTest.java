package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.Part;
import org.palimpsest.disk.Disk;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunConfig;
import org.palimpsest.head.Heads;

class SweepPlanTest {

  private static final String BASE =
      """
      name = small
      benchmark { dataset = digits, base-classes = 6, novel { sessions = 2, ways = 2, shots = 5 } }
      training.episodes.ways = 3
      """;

  @TempDir Path folder;

  private SweepPlan load(String sweep, String... overrides) throws IOException {
    Path file = folder.resolve("x.conf");
    Files.writeString(file, BASE + sweep);
    return SweepPlan.load(file, List.of(overrides));
  }

  private List<String> problems(String sweep, String... overrides) {
    ConfException thrown = catchThrowableOfType(ConfException.class, () -> load(sweep, overrides));
    assertThat(thrown).as("a problem was expected").isNotNull();
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void ofThousandsOfWrongPointsTheFirstAreTold() {
    String numbers =
        IntStream.range(0, 5_000).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    assertThat(problems("sweep.grid.training.optimizer = [%s]".formatted(numbers)))
        .hasSizeBetween(51, 100)
        .contains("x.conf:4: sweep has 50 points that are wrong; 4950 more were not read");
  }

  @Test
  void cellsAreTheProductOfListAndGridAndSamplesAndSeeds() throws IOException {
    SweepPlan plan =
        load(
            """
            seeds = [1, 2]
            sweep {
              list = [{ learner.head = linear }, { learner.head = cosine, learner.cosine.imprint = false }]
              grid { "training.base.epochs" = [1, 2], benchmark.novel.shots = [1, 5] }
              random {
                samples = 3
                ranges { training.base.optimizer.learning-rate { from = 0.01, to = 1, scale = log } }
              }
            }
            """);
    assertThat(plan.cells()).hasSize(2 * 2 * 2 * 3 * 2);
    assertThat(plan.keys())
        .containsExactly(
            "benchmark.novel.shots",
            "learner.cosine.imprint",
            "learner.head",
            "training.base.epochs",
            "training.base.optimizer.learning-rate");
    assertThat(plan.cells()).extracting(Cell::key).doesNotHaveDuplicates();
    assertThat(plan.cells()).extracting(Cell::number).startsWith(1, 2, 3).endsWith(48);
    assertThat(plan.cells().get(0).settings())
        .containsEntry("learner.head", "linear")
        .containsEntry("benchmark.novel.shots", "1")
        .containsEntry("training.base.epochs", "1");
  }

  @Test
  void cellsAreNamedByWhatTheySet() throws IOException {
    SweepPlan plan =
        load(
            """
            sweep.grid {
              learner.reconstruction.weight = [0.5]
              learner.reconstruction.novel-weight = [1e-3]
              learner.head = [task-adaptive]
            }
            """);
    assertThat(plan.cells().get(0).experiment())
        .isEqualTo("small-head-task-adaptive_novel-weight-0.001_weight-0.5");
    assertThat(plan.folder()).isEqualTo(Path.of("results/small"));
    assertThat(plan.cells().get(0).folder().toString())
        .startsWith("results/small-head-task-adaptive_novel-weight");
  }

  @Test
  void anEntryOfAListTakesAKeyBack() throws IOException {
    SweepPlan plan =
        load(
            """
            learner.memory { policy = reservoir, images = 100 }
            sweep.list = [
              { learner.replay.batch-size = 4 }
              { learner { replay.batch-size = 4, memory { images = null, bytes = 50000 } } }
            ]
            """);
    assertThat(plan.cells().get(0).settings()).doesNotContainKey("learner.memory.images");
    assertThat(plan.cells().get(plan.cells().size() - 1).settings())
        .containsEntry("learner.memory.images", "null")
        .containsEntry("learner.memory.bytes", "50000");
  }

  @Test
  void namesTooLongOrAlikeEndInAHash() throws IOException {
    SweepPlan plan =
        load(
            """
            sweep.list = [
              { benchmark.dataset { folder = "/a/b", image-size = 8 } }
              { benchmark.dataset { folder = "/a?b", image-size = 8 } }
              { benchmark.dataset { folder = "/%s", image-size = 8 } }
            ]
            """
                .formatted("long".repeat(30)));
    assertThat(plan.cells()).extracting(Cell::experiment).doesNotHaveDuplicates();
    assertThat(plan.cells())
        .extracting(Cell::experiment)
        .allMatch(name -> name.matches("small-folder-[A-Za-z0-9._-]*-[0-9a-f]{8}"))
        .allMatch(name -> name.length() <= 100);
  }

  @Test
  void theCommandOfACellRunsThatCell() throws IOException {
    SweepPlan plan =
        load(
            """
            sweep {
              list = [{ learner.head = linear }, { benchmark.class-order = [3,1,2,0,4,5,6,7,8,9] }]
              random.samples = 2
              random.ranges.training.base.optimizer.learning-rate { from = 0.001, to = 3 }
            }
            """,
            "training.base.epochs=3",
            "sweep.jobs=2");
    for (Cell cell : plan.cells()) {
      ExperimentSpec experiment = ExperimentSpec.load(plan.file(), cell.overrides());
      assertThat(experiment.name()).isEqualTo(cell.experiment());
      assertThat(experiment.seeds()).containsExactly(cell.seed());
      assertThat(experiment.mlflow().experiment()).as("one place to compare").isEqualTo("small");
      assertThat(new RunConfig(experiment.resolved()).runId(cell.seed())).isEqualTo(cell.runId());
      assertThat(experiment.resolved().getInt("training.base.epochs")).isEqualTo(3);
    }
  }

  @Test
  void aSweepChangesNothingAboutItsRuns() throws IOException {
    String with = load("sweep { jobs = 3, grid {} }").cells().get(0).runId();
    assertThat(with).isEqualTo(load("").cells().get(0).runId());
  }

  @Test
  void withNothingVariedTheSeedsAreTheCells() throws IOException {
    SweepPlan plan = load("seeds = [4, 5]");
    assertThat(plan.cells()).extracting(Cell::seed).containsExactly(4L, 5L);
    assertThat(plan.cells()).extracting(Cell::experiment).containsOnly("small");
  }

  @Test
  void everyProblemOfTheSweepAndOfEveryCellIsFoundAtOnce() {
    assertThat(
            problems(
                """
                sweep {
                  grid {
                    learner.head = [prototype, tsk-adaptive]
                    benchmark.novel.ways = 3
                    training.base.epoch = [1]
                    seeds = [[1]]
                  }
                  list = [{ training.episodes.ways = 50 }, 3]
                  random.ranges { learner.head { from = 1, to = 2 } }
                  jbs = 2
                }
                """,
                "sweep.launcher=slrm"))
        .containsExactly(
            "command line: sweep.launcher = \"slrm\" is not one of local, slurm; did you mean"
                + " \"slurm\"?",
            "x.conf:6: learner.head = \"tsk-adaptive\" is not one of "
                + Heads.ALL.stream().map(Part::name).sorted().collect(Collectors.joining(", "))
                + "; did you mean \"task-adaptive\"?",
            "x.conf:7: sweep.grid.benchmark.novel.ways = 3 is not a list; write ways = [a, b]",
            "x.conf:8: training.base.epoch = 1 is not a known key; did you mean"
                + " \"training.base.epochs\"?",
            "x.conf:9: sweep.grid.seeds = [[1]] cannot be varied; write seeds = [1, 2] outside of"
                + " sweep, each is a cell",
            "x.conf:11: sweep.list[1] = 3 is not a section; write { ... }",
            "x.conf:11: training.episodes.ways = 50 has no effect: learner.head = prototype has no"
                + " episodes",
            "x.conf:12: sweep.random.ranges is never drawn from; set sweep.random.samples",
            "x.conf:12: sweep.random.ranges.learner.head is varied twice; a key stands in one of"
                + " list, grid and random",
            "x.conf:13: sweep.jbs = 2 is not a known key; did you mean \"sweep.jobs\"?");
  }

  /** Each in one problem. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          grid.learner.head = []                        | head = [] is empty; a grid needs a value
          grid.name = [a, b]                            | cannot be varied; it does not change
          grid.results = [a, b]                         | cannot be varied; it does not change
          grid.training.base.epochs = [1, 1.0]          | cells 1 and 2 are the same run
          random { samples = 2 }                        | samples = 2 has no ranges
          random { samples = 1, ranges.a = 3 }          | is not a range; write { from
          random { samples = 1, ranges.seed { from = 2, to = 1 } } | to = 1 is not above from = 2
          halving.after-sessions = [1, 0]               | does not rise
          halving.after-sessions = [0]                  | benchmark.validation-fraction = 0 holds no
          slurm.time = soon                             | is no time that sbatch reads
          slurm.memory = much                           | is no size that sbatch reads
          slurm.options = [-N1]                         | has "-N1"; each begins with --
          slurm.environment."a b" = 1                   | is no variable
          """)
  void tellsWhatIsWrong(String sweep, String expected) {
    assertThat(problems("sweep { " + sweep + " }"))
        .singleElement()
        .asString()
        .startsWith("x.conf:4: ")
        .contains(expected);
  }

  @Test
  void aRungIsBeforeTheLastSession() {
    assertThat(
            problems("benchmark.validation-fraction = 0.2\nsweep.halving.after-sessions = [0, 2]"))
        .containsExactly(
            "x.conf:5: sweep.halving.after-sessions = [0,2] compares after session 2, which is not"
                + " before the last one: benchmark.novel.sessions = 2");
  }

  @Test
  void aVariedKeyIsNotOverridden() {
    assertThat(problems("sweep.grid.learner.head = [linear]", "learner.head=cosine"))
        .containsExactly(
            "command line: learner.head=cosine: learner.head is varied by the sweep; change it"
                + " there");
  }

  @Test
  void aBrokenExperimentIsTold() {
    assertThat(problems("learner.head = x")).hasSize(1);
    assertThat(problems("seeds = []"))
        .containsExactly("x.conf:4: seeds = [] is empty; a run needs a seed");
  }

  @ParameterizedTest
  @CsvSource({"lambda, 24", "heads, 9", "ways-shots, 36"})
  void theSweepsThatComeWithTheProgramAreSound(String name, int cells) {
    Path file = Path.of("experiments", "sweeps", name + ".conf");
    assertThat(SweepPlan.load(file, List.of()).cells()).hasSize(cells);
  }

  @Test
  void aThousandCellsArePlanned() throws IOException {
    List<Integer> values = new ArrayList<>();
    for (int i = 1; i <= 1000; i++) {
      values.add(i);
    }
    assertThat(load("sweep.grid.training.base.epochs = " + values).cells()).hasSize(1000);
  }

  @Test
  void aGridThatNobodyCouldRunIsRefusedBeforeItIsMade() {
    String thousand =
        IntStream.range(1, 1001).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String grid =
        Stream.of(
                "base.epochs", "base.batch-size", "metric.episodes", "novel.epochs", "linear.steps")
            .map(key -> "training.%s = [%s]\n".formatted(key, thousand))
            .collect(Collectors.joining());
    assertThat(problems("sweep.grid {\n" + grid + "}"))
        .singleElement(STRING)
        .contains("makes 1000000000000000 points with list and random; at most 100000");
    assertThat(
            problems(
                "seeds = [%s]\nsweep.grid.training.base.epochs = [%s]"
                    .formatted(thousand + "," + thousand.replaceAll("(\\d+)", "-$1"), thousand)))
        .singleElement(STRING)
        .contains("makes more than 100000 cells with its seeds");
  }

  @Test
  void anObjectWhereANameIsDueIsAProblem() {
    for (String wrong :
        List.of("name = { a = 1 }", "name = [a]", "mlflow.experiment = { a = 1 }")) {
      assertThat(problems(wrong))
          .as(wrong)
          .allSatisfy(p -> assertThat(p).contains("is not a text"));
    }
  }

  @Test
  void withoutASelectionGoalsFollowFromTheFolders() throws IOException {
    SweepPlan plan = load("seeds = [1, 2, 3]");
    RunState finished = new RunState(true, true, 3, Map.of(), Map.of(), OptionalDouble.of(5));
    Map<Cell, Goal> goals =
        Schedule.goals(
            plan, Map.of(plan.cells().get(0).key(), finished), Set.of(plan.cells().get(1).key()));
    assertThat(goals.values()).containsExactly(Goal.FINISHED, Goal.FAILED, Goal.TO_THE_END);
  }

  /** By which a sweep's points are ranked. */
  @Test
  void theTableOfCellsHasTheAccuracyOnHeldOutImages() throws IOException {
    SweepPlan plan = load("seeds = [1, 2]", "results=" + folder.resolve("results"));
    List<Row> rows =
        plan.cells().stream().map(cell -> new Row(cell, CellStatus.FINISHED, 5, "")).toList();
    RunState held =
        new RunState(
            true,
            true,
            2,
            Map.of(0, 0.9, 1, 0.75),
            Map.of("accuracy_seen", 0.5),
            OptionalDouble.of(5));
    Map<String, RunState> runs = Map.of(plan.cells().get(0).key(), held);
    Files.createDirectories(plan.folder());
    SweepFiles.write(new Disk(), plan, rows, runs, Map.of(), Map.of());
    List<String> lines = Files.readAllLines(plan.folder().resolve("cells.csv"));
    assertThat(lines.get(0)).endsWith("seconds,accuracy_seen,validation_accuracy");
    assertThat(lines.get(1)).endsWith(",5.0,0.5,0.75");
    assertThat(lines.get(2)).endsWith(",5.0,,");
  }
}
