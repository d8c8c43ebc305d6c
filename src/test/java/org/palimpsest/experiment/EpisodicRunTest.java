package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.conf.ConfException;
import org.palimpsest.data.DataException;
import org.palimpsest.disk.Digests;
import org.palimpsest.disk.Json;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.record.EpisodesFile;
import org.palimpsest.record.IllustrationFiles;
import org.palimpsest.report.Recalculation;

/** Whole episodic runs of a very small network on the embedded digits. */
class EpisodicRunTest {

  private static final String EPISODIC =
      """
      benchmark { scenario = episodic, base-classes = null, novel = null }
      benchmark.novel { sessions = null, ways = null, shots = null }
      benchmark.episodic {
        background = 5, validation = 2, test = 3, settings = [3w1s, 2w3s2q], episodes = 12
      }
      learner { method = prototypical, head = prototypical }
      network.encoder { drop-last-poolings = true, embedding = 8 }
      training { epochs = 0, keep-moments = false, base.epochs = 0 }
      training.episodes { number = 300, ways = 5, shots = "1-3", queries = 2, unequal = true }
      training.validation { episodes = 5, setting = 2w1s5q, every = 1, patience = 2 }
      """;

  @TempDir private Path temp;

  private Path run(String name, String more) throws IOException {
    return new SmallRuns(temp).run(name, EPISODIC + more, () -> false);
  }

  @Test
  void asksEverySettingAndWritesEveryEpisodeDown() throws IOException {
    Path folder = run("results", "");
    List<EpisodeCounts> settings = EpisodesFile.read(folder);
    assertThat(settings).extracting(EpisodeCounts::setting).containsExactly("3w1s", "2w3s2q");
    assertThat(settings.get(0).totals()).hasSize(12).containsOnly(45);
    assertThat(settings.get(1).totals()).hasSize(12).containsOnly(4);
    JsonNode summary = Json.read(folder.resolve("summary.json"));
    for (EpisodeCounts counts : settings) {
      JsonNode finals = summary.path("final");
      assertThat(finals.path("accuracy_" + counts.setting()).asDouble())
          .isCloseTo(counts.interval().mean(), within(1e-12));
      assertThat(finals.path("half_width_" + counts.setting()).asDouble())
          .isCloseTo(counts.interval().halfWidth().orElseThrow(), within(1e-12));
    }
    assertThat(summary.path("final").path("validation_accuracy").isNumber()).isTrue();
    assertThat(summary.path("leakage").path("violations")).isEmpty();
    assertThat(Recalculation.of(folder).disagreements()).isEmpty();
    assertThat(Files.exists(folder.resolve("confusion"))).isFalse();
    List<IllustrationFiles.Shown> pictures = IllustrationFiles.read(folder);
    assertThat(pictures).hasSize(2);
    assertThat(pictures.get(0).caption())
        .startsWith("The first test episode of 3w1s.")
        .contains("of all 45, %d are right".formatted(settings.get(0).correct().get(0)));
  }

  @Test
  void stopsWhenNothingHasBecomeBetterAndGoesBackToTheBest() throws IOException {
    Path folder = run("results", "training.episodes.number = 1000");
    List<String> looks =
        Files.readAllLines(folder.resolve("journal.jsonl")).stream()
            .filter(line -> line.contains("train/episodes_validation_accuracy"))
            .toList();
    assertThat(looks.size()).isBetween(3, 19);
    double best =
        looks.stream().mapToDouble(EpisodicRunTest::validationAccuracy).max().orElseThrow();
    JsonNode summary = Json.read(folder.resolve("summary.json"));
    assertThat(summary.path("final").path("validation_accuracy").asDouble()).isEqualTo(best);
    double secondLast = validationAccuracy(looks.get(looks.size() - 3));
    assertThat(secondLast).isEqualTo(best);
  }

  private static double validationAccuracy(String line) {
    try {
      for (JsonNode metric : Json.MAPPER.readTree(line).path("metrics")) {
        if (metric.path("key").asText().equals("train/episodes_validation_accuracy")) {
          return metric.path("value").asDouble();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError(line);
  }

  @Test
  void aRunStoppedAtAnyStepEndsTheSame() throws IOException {
    Path undisturbed = run("undisturbed", "");
    for (int steps : new int[] {0, 30, 55, 120, 155}) {
      int[] left = {steps};
      SmallRuns small = new SmallRuns(temp);
      assertThatThrownBy(() -> small.run("stopped-" + steps, EPISODIC, () -> left[0]-- <= 0))
          .isInstanceOf(RunCancelledException.class);
      Path folder = small.run("stopped-" + steps, EPISODIC, () -> false);
      assertThat(Files.readString(folder.resolve(EpisodesFile.NAME)))
          .isEqualTo(Files.readString(undisturbed.resolve(EpisodesFile.NAME)));
      assertThat(Json.read(folder.resolve("summary.json")).path("parameters_sha256"))
          .isEqualTo(Json.read(undisturbed.resolve("summary.json")).path("parameters_sha256"));
    }
  }

  @Test
  void refusesWhatContradictsItselfBeforeAnythingIsRead() {
    refuses("benchmark.episodic.settings = [4w1s]", "has 4w1s, more classes than test = 3");
    refuses("benchmark.episodic.background = 6", "makes 11 classes; the data set has 10");
    refuses("benchmark.episodic.settings = [3w]", "has \"3w\", which is not one such as 5w1s");
    refuses("benchmark.episodic.settings = [3w400s]", "needs 415 images of each class");
    refuses("training.episodes.ways = 6", "is more than the 5 classes that are learnt from");
    refuses("learner.head = linear", "answers no episodes");
    refuses("learner.memory { policy = herding, bytes = 5 kB }", "has no later session to store");
  }

  private void refuses(String more, String why) {
    assertThatThrownBy(() -> new SmallRuns(temp).spec(EPISODIC + more))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining(why);
  }

  @Test
  void listsOfEpisodesAreAskedInPlaceOfDrawnOnes() throws IOException {
    Path lists = Files.createDirectories(temp.resolve("lists"));
    String text =
        """
        episode,role,class,image
        0,support,7,0
        0,support,9,1
        0,query,7,5
        0,query,9,6
        0,query,9,7
        """;
    Files.writeString(lists.resolve("3w1s.csv"), text);
    Files.writeString(lists.resolve("2w3s2q.csv"), text);
    String key = "benchmark.episodic.lists = \"%s\"\n".formatted(lists);
    List<EpisodeCounts> settings = EpisodesFile.read(run("results", key));
    assertThat(settings.get(0).totals()).containsExactly(3);
    assertThat(settings.get(1).totals()).containsExactly(3);
    String before = new RunConfig(new SmallRuns(temp).spec(EPISODIC + key).resolved()).hash();
    Files.writeString(lists.resolve("3w1s.csv"), text.replace("7,5", "7,4"));
    String after = new RunConfig(new SmallRuns(temp).spec(EPISODIC + key).resolved()).hash();
    assertThat(after).isNotEqualTo(before);
    Files.delete(lists.resolve("3w1s.csv"));
    refuses(key, "has no file 3w1s.csv that can be read");
  }

  /** As with lists of shots and episodes: what a table holds counts, and a run's own is kept to. */
  @Test
  void anEditedTableOfAttributesMakesAnotherRun() throws IOException {
    String table = "class,round,straight\n0,1,0\n1,0,1\n";
    for (int digit = 2; digit < 10; digit++) {
      table += "%d,1,%d\n".formatted(digit, digit);
    }
    Path file = Files.writeString(temp.resolve("attributes.csv"), table);
    for (String part : List.of("zero-shot-prototypical", "zero-shot-relation", "label-matrix")) {
      String learner =
          """
          learner { method = %s, head = %1$s, %1$s { labels = attributes, attributes = "%s" } }
          training.episodes.number = 3
          """
              .formatted(part, Files.writeString(file, table));
      String key = "learner.%s.attributes-sha256".formatted(part);
      Config begun = new SmallRuns(temp).spec(EPISODIC + learner).resolved();
      assertThat(begun.getString(key)).isEqualTo(Digests.of(file));
      Path own = run("results", learner).resolve("experiment.conf");
      Files.writeString(file, table.replace("9,1,9", "9,0,9"));
      Config edited = new SmallRuns(temp).spec(EPISODIC + learner).resolved();
      assertThat(new RunConfig(edited).hash()).isNotEqualTo(new RunConfig(begun).hash());
      assertThatThrownBy(() -> ExperimentSpec.load(own, List.of()))
          .isInstanceOf(ConfException.class)
          .hasMessageContaining("experiment.conf:")
          .hasMessageContaining(key + " = \"")
          .hasMessageContaining("is not that of %s, which is %s".formatted(file, Digests.of(file)));
    }
  }

  @Test
  void theTableOfTheProgramNeedsNoDigest() throws IOException {
    String learner = "learner { method = zero-shot-prototypical, head = zero-shot-prototypical }\n";
    String table = "learner.zero-shot-prototypical { labels = attributes }\n";
    assertThat(
            new RunConfig(new SmallRuns(temp).spec(EPISODIC + learner + table).resolved()).flat())
        .doesNotContainKey("learner.zero-shot-prototypical.attributes-sha256");
    refuses(
        learner + table + "learner.zero-shot-prototypical.attributes-sha256 = ab",
        "has no effect: learner.zero-shot-prototypical.attributes = seven-segment");
  }

  @Test
  void anEpisodicallyTrainedLearnerGoesOnInAnIncrementalExperiment() throws IOException {
    Path episodic = run("episodic", "");
    String incremental =
        """
        learner { method = prototypical, head = prototypical, pretrained = "%s" }
        network.encoder { drop-last-poolings = true, embedding = 8 }
        benchmark { base-classes = 5, novel { sessions = 2, ways = 2, shots = 5 } }
        training { epochs = 0, base.epochs = 0, episodes.number = 0 }
        """
            .formatted(episodic);
    Path folder = new SmallRuns(temp).run("incremental", incremental, () -> false);
    JsonNode summary = Json.read(folder.resolve("summary.json"));
    // Guessing among nine classes; the encoder alone, untrained, is far from this.
    assertThat(summary.path("final").path("accuracy_seen").asDouble()).isGreaterThan(0.2);
    assertThat(summary.path("leakage").path("unknown").toString()).contains("goes on from");
    assertThat(Files.readString(folder.resolve("experiment.conf"))).contains("pretrained-sha256");
    assertThatThrownBy(
            () ->
                new SmallRuns(temp)
                    .run("other", incremental + "network.encoder.filters = 3", () -> false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not fit this learner");
  }
}
