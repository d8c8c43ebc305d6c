package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Json;

/** Runs of a very small network that go on from what another one has learnt. */
class PretrainedTest {

  private static final String METRIC =
      """
      learner { method = prototypical, head = prototypical }
      network.encoder { drop-last-poolings = true, embedding = 8 }
      training { epochs = 0, base.epochs = 1, episodes.number = 0 }
      """;

  private static final String BASE_ALONE = "benchmark.novel.sessions = 0\n";

  @TempDir private Path temp;

  private Path run(String name, String more) throws IOException {
    return new SmallRuns(temp).run(name, METRIC + more, () -> false);
  }

  private static String from(Path run) {
    return "learner.pretrained = \"%s\"\n".formatted(run);
  }

  private static JsonNode leakage(Path run) {
    return Json.read(run.resolve("summary.json")).path("leakage");
  }

  private static JsonNode reused(Path run) {
    return Json.read(run.resolve("summary.json")).path("reused_stages");
  }

  @Test
  void aBaseStageIsTakenOverOnlyByWhatStartsFromTheSame() throws IOException {
    Path first = run("other", "training.base.epochs = 2\n");
    Path second = run("other", "training.base.epochs = 3\n");
    String reuse = "training.base.reuse = true\n";
    String fewer = "benchmark.novel.shots = 5\n";
    assertThat(reused(run("results", reuse))).isEmpty();
    assertThat(reused(run("results", reuse + from(first)))).isEmpty();
    assertThat(reused(run("results", reuse + from(second)))).isEmpty();
    assertThat(reused(run("results", reuse + fewer + from(first)))).isNotEmpty();
    assertThat(reused(run("results", reuse + fewer))).isNotEmpty();
  }

  @Test
  void whatHasLearntNovelClassesIsNoCleanStart() throws IOException {
    JsonNode found = leakage(run("results", from(run("other", ""))));
    assertThat(found.path("clean").asBoolean()).isFalse();
    assertThat(found.path("violations").toString())
        .contains("goes on from", "trained on digits with 4 of the classes that are novel here: ");
    assertThat(found.path("unknown")).isEmpty();
  }

  @Test
  void whatHasLearntTheBaseClassesIsACleanStart() throws IOException {
    JsonNode found = leakage(run("results", from(run("other", BASE_ALONE))));
    assertThat(found.path("clean").asBoolean()).isTrue();
    assertThat(found.path("findings").toString())
        .contains("goes on from", "trained on digits with no novel class");
    assertThat(found.path("unknown")).isEmpty();
  }

  /** The one in between names its own classes only. */
  @Test
  void ofAStartThatHadAStartNotAllIsKnown() throws IOException {
    Path between = run("between", BASE_ALONE + from(run("other", "")));
    JsonNode found = leakage(run("results", from(between)));
    assertThat(found.path("unknown").toString())
        .contains("with no novel class, but itself not from random weights");
  }
}
