package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.experiment.provenance.WhatRan;
import org.palimpsest.tensor.Seeds;

/** Of three sessions with the classes a to c, d, and the last two. */
class StartAuditTest {

  private final Benchmark benchmark = Trial.benchmark(new Seeds(1));
  private final Provenance.Data data = WhatRan.data(benchmark);

  private StartAudit audit(boolean fromRandomWeights, String... classes) {
    TrainedOn known =
        new TrainedOn(
            data.name(), data.sha256(), data.contentSha256(), Set.of(classes), fromRandomWeights);
    return StartAudit.of("a start", Optional.of(known), benchmark, data);
  }

  @Test
  void aNovelClassIsAViolationWhateverElseIsKnown() {
    List<String> violation =
        List.of("a start, trained on tiny with 1 of the classes that are novel here: d");
    assertThat(audit(true, "a", "d").violations()).isEqualTo(violation);
    assertThat(audit(false, "a", "d").violations()).isEqualTo(violation);
  }

  @Test
  void baseClassesOfTheSameImagesAreAFinding() {
    StartAudit audit = audit(true, "a", "b");
    assertThat(audit.findings()).containsExactly("a start, trained on tiny with no novel class");
    assertThat(audit.unknown()).isEmpty();
    assertThat(audit.violations()).isEmpty();
  }

  /** What names its own classes only may have learnt others before. */
  @Test
  void ofAStartThatHadAStartNotAllIsKnown() {
    StartAudit audit = audit(false, "a", "b");
    assertThat(audit.unknown()).singleElement().asString().contains("not from random weights");
    assertThat(audit.findings()).isEmpty();
  }

  /** Where sessions number their classes anew, a name stands for a class of each. */
  @Test
  void classesThatGoByOtherNamesAreNotTakenForUnseen() {
    StartAudit audit = audit(true, "a/d", "b/e,f");
    assertThat(audit.unknown()).singleElement().asString().contains("go by other names here");
    assertThat(audit.findings()).isEmpty();
  }

  @Test
  void anExportedModelSaysWhetherItHadAStart() {
    Map<String, String> texts = Map.of("dataset", "tiny", "classes", "[\"a\"]");
    assertThat(TrainedOn.said(texts)).get().matches(TrainedOn::fromRandomWeights);
    Map<String, String> gone =
        Map.of("dataset", "tiny", "classes", "[\"a\"]", TrainedOn.START, "{}");
    assertThat(TrainedOn.said(gone)).get().matches(known -> !known.fromRandomWeights());
    assertThat(TrainedOn.said(Map.of("classes", "[\"a\"]"))).isEmpty();
    assertThat(TrainedOn.said(Map.of("dataset", "tiny", "classes", "no list"))).isEmpty();
  }
}
