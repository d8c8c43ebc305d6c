package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.FolderLockedException;
import org.palimpsest.record.RunResult;
import org.palimpsest.report.RunReport;
import org.palimpsest.report.Written;

/** What a run leaves, what is skipped, repeated, taken over or refused. */
class TrialRunTest {

  @TempDir Path temp;

  @Test
  void leavesEveryFileAndNamesThemInTheJournal() throws IOException {
    Trial trial = trial("all");
    trial.reporter =
        (disk, folder) -> {
          assertThat(folder.resolve("summary.json")).exists();
          return List.of("report.html");
        };
    trial.run();
    List<String> artifacts = new ArrayList<>();
    for (JsonNode line : trial.journal()) {
      if (line.get("type").asText().equals("artifact")) {
        artifacts.add(line.get("path").asText());
      }
    }
    assertThat(artifacts)
        .contains(
            "experiment.conf",
            "provenance.json",
            "sessions.csv",
            "accuracy-matrix.csv",
            "training.csv",
            "confusion/session-00.csv",
            "confusion/session-02.csv",
            "predictions/session-02.csv.gz",
            "embeddings/session-02.json",
            "illustrations/inputs.png",
            "illustrations/captions.json",
            "summary.json",
            "report.html",
            "checkpoints/session-02/state.safetensors");
    artifacts.remove("report.html");
    assertThat(artifacts).allSatisfy(path -> assertThat(trial.folder().resolve(path)).exists());
    assertThat(trial.folder().resolve("checkpoints/session-00")).isDirectory();
    assertThat(trial.folder().resolve("checkpoints/in-progress")).doesNotExist();
    assertThat(Files.readString(trial.folder().resolve("sessions.csv")))
        .startsWith(
            "session,classes_seen,accuracy_seen,base_accuracy,novel_accuracy,harmonic_mean,"
                + "forgetting_from_earlier_peak,task_incremental_accuracy,recency_bias,seconds\n0,3,");
    assertThat(Files.readString(trial.folder().resolve("accuracy-matrix.csv")))
        .startsWith("after_session,tested_session,correct,total\n0,0,")
        .hasLineCount(7);
    assertThat(Files.readString(trial.folder().resolve("confusion/session-02.csv")))
        .startsWith("true\\predicted,a,b,c,d,\"e,f\",\"g\"\"h\"\na,");
  }

  @Test
  void whatEveryBlockMeasuredIsATable() throws IOException {
    Trial trial = trial("table");
    trial.run();
    List<String> lines = Files.readAllLines(trial.folder().resolve("training.csv"));
    assertThat(lines.get(0)).isEqualTo("session,stage,block,loss");
    assertThat(lines.stream().skip(1).map(line -> line.replaceAll(",[0-9.]+$", "")))
        .containsExactly(
            "0,base,1",
            "0,base,2",
            "0,base,3",
            "0,polish,1",
            "0,polish,2",
            // the running numbers in the journal go on, a session's own begin anew
            "1,novel,1",
            "1,novel,2",
            "2,novel,1",
            "2,novel,2");
    assertThat(Trial.outcome(trial.folder()).get("point train/novel_loss@3"))
        .isEqualTo(lines.get(9).replaceAll(".*,", ""));
  }

  /** Notes files that are in their place for good, and when the journal calls the run finished. */
  private static final class NotingDisk extends Disk {
    private final List<String> notes = new ArrayList<>();

    @Override
    public void rename(Path from, Path to) {
      super.rename(from, to); // forces the folder; what was written before forced the file
      notes.add(to.getFileName().toString());
    }

    @Override
    public void append(Path file, String text) {
      super.append(file, text);
      notes.add(text.contains("\"FINISHED\"") ? "finished" : "lines");
    }
  }

  @Test
  void pagesAreOnTheDiskBeforeTheRunCountsAsFinished() throws IOException {
    NotingDisk disk = new NotingDisk();
    Trial trial = trial("pages");
    trial.disk = disk;
    List<String> pages = new ArrayList<>();
    trial.reporter =
        (given, folder) -> {
          try {
            Written written = RunReport.write(given, folder);
            pages.add(written.page().getFileName().toString());
            written.plots().forEach(plot -> pages.add(plot.getFileName().toString()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return List.of();
        };
    trial.run();
    assertThat(pages).contains("report.html").hasSizeGreaterThan(1);
    assertThat(disk.notes.subList(0, disk.notes.lastIndexOf("finished"))).containsAll(pages);
  }

  @Test
  void journalFollowsItsContract() throws IOException {
    Trial trial = trial("journal");
    trial.run();
    List<JsonNode> lines = trial.journal();
    assertThat(lines.get(0).get("type").asText()).isEqualTo("run");
    assertThat(lines.get(0).get("run_uuid").asText()).matches("[0-9a-f]{32}");
    assertThat(lines.get(1).get("params").get("learner.method").asText()).isEqualTo("softmax");
    assertThat(lines.get(2).get("tags").get("mlflow.source.name").asText()).isEqualTo("trial.conf");
    assertThat(lines.get(3).get("digest").asText()).isEqualTo("ab".repeat(32));
    Map<String, String> points = Trial.outcome(trial.folder());
    assertThat(points)
        .containsKeys(
            "point train/base_loss@0",
            "point train/base_loss@2",
            "point train/polish_loss@1",
            // two blocks in each of two novel sessions: numbered through
            "point train/novel_loss@3",
            "point session/accuracy_seen@2",
            "point accuracy_by_session/session_00@2",
            "point final/average_incremental_accuracy@0",
            "point time/session_seconds@0",
            "point system/base_cpu_share@1",
            "point system/budget_parameters_bytes@0")
        // nothing has been forgotten yet, which is not the same as 0
        .doesNotContainKey("point session/forgetting_from_earlier_peak@0")
        .doesNotContainKey("point train/novel_loss@4");
  }

  @Test
  void aFinishedRunIsSkippedAndRepeatedOnlyIfAsked() throws IOException {
    Trial trial = trial("again");
    AtomicInteger trained = new AtomicInteger();
    trial.settings = new SoftmaxLearner.Settings(2, trained, (stage, block) -> {});
    trial.run();
    int blocks = trained.get();
    String journal = Files.readString(trial.folder().resolve("journal.jsonl"));
    trial.events.clear();
    trial.run();
    assertThat(trained).hasValue(blocks);
    assertThat(trial.events).anyMatch(event -> event instanceof Event.RunSkipped);
    assertThat(Files.readString(trial.folder().resolve("journal.jsonl"))).isEqualTo(journal);

    trial.again = true;
    trial.run();
    trial.run();
    assertThat(trained).as("all blocks anew").hasValue(3 * blocks);
    Map<String, String> first = Trial.outcome(trial.folder());
    assertThat(Trial.outcome(trial.folder("-again-1"))).isEqualTo(first);
    assertThat(Trial.outcome(trial.folder("-again-2"))).isEqualTo(first);
    JsonNode configurations =
        new ObjectMapper()
            .readTree(temp.resolve("again/trial/aggregate.json").toFile())
            .get("configurations");
    assertThat(configurations.get(0).get("seeds")).hasSize(1);
  }

  @Test
  void theRunsOwnConfigurationRepeatsIt() throws IOException {
    Trial trial = trial("conf");
    trial.seeds = List.of(1L, 2L);
    trial.run();
    var saved = ConfigFactory.parseFile(trial.folder().resolve("experiment.conf").toFile());
    assertThat(saved.getLongList("seeds")).containsExactly(1L);
    assertThat(new RunConfig(saved).runId(1)).isEqualTo(trial.folder().getFileName().toString());
  }

  @Test
  void aggregatesOverSeedsAndKeepsConfigurationsApart() throws IOException {
    Trial trial = trial("seeds");
    trial.seeds = List.of(1L, 2L, 3L);
    trial.run();
    trial.config = Trial.CONFIG + "learner.polish = 1";
    trial.seeds = List.of(4L);
    trial.run();
    JsonNode configurations =
        new ObjectMapper()
            .readTree(temp.resolve("seeds/trial/aggregate.json").toFile())
            .get("configurations");
    assertThat(configurations).hasSize(2);
    int three = configurations.get(0).get("seeds").size() == 3 ? 0 : 1;
    JsonNode accuracy = configurations.get(three).get("final").get("accuracy_seen");
    assertThat(accuracy.get("n").asInt()).isEqualTo(3);
    assertThat(accuracy.get("high").asDouble()).isGreaterThan(accuracy.get("mean").asDouble());
    JsonNode other = configurations.get(1 - three);
    assertThat(other.get("differs").get("learner.polish").asText()).isEqualTo("1");
    assertThat(other.get("final").get("accuracy_seen").has("half_width")).isFalse();
    assertThat(Files.readString(temp.resolve("seeds/trial/aggregate.md")))
        .contains("| accuracy_seen | 0.", " ± ", "- `learner.polish = 1`");
  }

  @Test
  void aStageThatAnotherRunTrainedIsTakenOverBitByBit() throws IOException {
    Trial alone = trial("alone");
    alone.config = Trial.CONFIG + "learner.polish = 1";
    alone.settings = new SoftmaxLearner.Settings(1);
    alone.run();

    Trial first = trial("shared");
    first.run();
    Trial second = trial("shared");
    AtomicInteger trained = new AtomicInteger();
    second.config = alone.config;
    second.settings = new SoftmaxLearner.Settings(1, trained, (stage, block) -> {});
    second.run();

    assertThat(trained).as("all but the three base blocks").hasValue(1 + 2 * 2);
    assertThat(withoutTimes(Trial.outcome(second.folder())))
        .isEqualTo(withoutTimes(Trial.outcome(alone.folder())));
    JsonNode summary =
        new ObjectMapper().readTree(second.folder().resolve("summary.json").toFile());
    assertThat(summary.get("reused_training_seconds").asDouble()).isPositive();
    JsonNode provenance =
        new ObjectMapper().readTree(second.folder().resolve("provenance.json").toFile());
    assertThat(provenance.get("reused_stages").get(0).get("run_id").asText())
        .isEqualTo(first.folder().getFileName().toString());
    assertThat(Files.readString(second.folder().resolve("journal.jsonl")))
        .contains("\"palimpsest.reused_stage\":\"base of session 0\"");
  }

  @Test
  void aDamagedOutcomeOfAStageIsSetAsideAndTrainedAnew() throws IOException {
    Trial first = trial("store");
    first.run();
    Path outcome;
    try (Stream<Path> outcomes = Files.list(temp.resolve("store/.stages"))) {
      // Beside it is the folder that processes lock while they keep it.
      outcome =
          outcomes
              .filter(folder -> !folder.getFileName().toString().startsWith("."))
              .findFirst()
              .orElseThrow();
    }
    Damage.flip(outcome.resolve("state.safetensors"));
    Trial second = trial("store");
    AtomicInteger trained = new AtomicInteger();
    second.config = Trial.CONFIG + "learner.polish = 2";
    second.settings = new SoftmaxLearner.Settings(2, trained, (stage, block) -> {});
    second.run();
    assertThat(trained).as("all blocks").hasValue(3 + 2 + 2 * 2);
    assertThat(Trial.outcome(second.folder())).isEqualTo(Trial.outcome(first.folder()));
    assertThat(outcome.resolveSibling(outcome.getFileName() + ".damaged")).isDirectory();
    assertThat(outcome.resolve("manifest.json")).exists();
  }

  @Test
  void aForeignFileInPlaceOfAnEarlierSummaryIsNamed() throws IOException {
    Trial trial = trial("foreign");
    trial.run();
    Path summary = trial.folder().resolve("summary.json");
    Path aside = temp.resolve("summary.json");
    Files.move(summary, aside);
    Files.writeString(summary, "{\"experiment\":\"other\"}");
    trial.seeds = List.of(1L, 2L);
    assertThatThrownBy(trial::run)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(summary.toString())
        .hasMessageContaining("it is not what was written there");
    assertThat(trial.results.resolve("trial/aggregate.md")).content().contains("Seeds: 2\n");
    Files.move(aside, summary, StandardCopyOption.REPLACE_EXISTING);
    trial.run();
    assertThat(trial.results.resolve("trial/aggregate.md")).content().contains("Seeds: 1, 2");
  }

  @Test
  void aSecondProcessIsToldWhoHoldsTheRun() throws IOException {
    Trial trial = trial("locked");
    Trial other = trial("locked");
    trial.settings =
        new SoftmaxLearner.Settings(
            2,
            new AtomicInteger(),
            (stage, block) ->
                assertThatThrownBy(other::run)
                    .isInstanceOf(FolderLockedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " on "));
    trial.run();
    Trial.outcome(trial.folder());
  }

  @Test
  void scoresThatAreNotNumbersStopTheRun() {
    Trial trial = trial("diverged");
    trial.settings =
        new SoftmaxLearner.Settings(
            2,
            new AtomicInteger(),
            (stage, block) -> {
              throw new DivergedException("loss");
            });
    assertThatThrownBy(trial::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("lower the learning rate");
  }

  @Test
  void aLossThatIsNoNumberStopsTheBlockItComesUpIn() {
    Trial trial = trial("no-number");
    trial.settings = trial.settings.withLoss(Double.NaN);
    assertThatThrownBy(trial::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("loss of block 0 of stage base of session 0");
    assertThat(trial.events).noneMatch(event -> event instanceof Event.StepDone);
  }

  @Test
  void aLossThatNoTrainingHasIsSaidThoughItIsFinite() throws IOException {
    Trial trial = trial("exploded");
    trial.settings = trial.settings.withLoss(1e27);
    trial.run();
    JsonNode warnings =
        new ObjectMapper()
            .readTree(trial.folder().resolve("summary.json").toFile())
            .get("warnings");
    assertThat(warnings).hasSize(3);
    assertThat(warnings.get(0).asText())
        .isEqualTo(
            "loss of stage base is 1.00e+27 after block 1: training has diverged; lower the learning"
                + " rate or clip gradients");
    assertThat(RunResult.read(trial.folder()).warnings())
        .anySatisfy(warning -> assertThat(warning.mark()).isEqualTo("diverged"));

    Trial fine = trial("fine");
    fine.run();
    assertThat(RunResult.read(fine.folder()).warnings())
        .noneSatisfy(warning -> assertThat(warning.mark()).isEqualTo("diverged"));
  }

  @Test
  void oneSeedThatDivergesDoesNotStopTheOthers() throws IOException {
    Trial trial = trial("one-diverges");
    AtomicInteger blocks = new AtomicInteger();
    trial.seeds = List.of(1L, 2L, 3L);
    trial.settings =
        new SoftmaxLearner.Settings(
            2,
            new AtomicInteger(),
            (stage, block) -> {
              if (blocks.getAndIncrement() == 0) {
                throw new DivergedException("loss of block 0");
              }
            });
    assertThatThrownBy(trial::run).isInstanceOf(DivergedException.class);
    assertThat(trial.events)
        .filteredOn(event -> event instanceof Event.RunFailed)
        .singleElement()
        .satisfies(event -> assertThat(((Event.RunFailed) event).why()).contains("diverged"));
    assertThat(trial.results.resolve("trial/aggregate.md")).content().contains("Seeds: 2, 3");
    trial.run();
    assertThat(trial.results.resolve("trial/aggregate.md")).content().contains("Seeds: 1, 2, 3");
  }

  private Trial trial(String name) {
    return new Trial(temp.resolve(name));
  }

  private static Map<String, String> withoutTimes(Map<String, String> outcome) {
    outcome.keySet().removeIf(name -> name.matches("point (time/|system/(?!budget)).*"));
    return outcome;
  }
}
