package org.palimpsest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.CsvTable;
import org.palimpsest.report.FinishedRun;

final class ComparisonTest {

  @TempDir Path results;

  @Test
  void runsOfOneConfigurationAreOneMethodWithItsIntervalOverSeeds() throws Exception {
    seeds("weak", 0.5, 3);
    seeds("strong", 0.7, 3);

    Comparison comparison = read(Optional.empty(), false);

    assertThat(comparison.methods()).extracting(Row::name).containsExactly("strong", "weak");
    Row weak = comparison.methods().get(1);
    assertThat(weak.runs()).hasSize(3);
    double[] values =
        weak.runs().stream()
            .mapToDouble(run -> run.finals().getOrDefault("accuracy_seen", -1.0))
            .toArray();
    var spread = weak.metric("accuracy_seen").orElseThrow();
    assertThat(spread.mean()).isCloseTo((values[0] + values[1] + values[2]) / 3, within(1e-12));
    assertThat(spread.n()).isEqualTo(3);
    assertThat(ComparisonText.CONSOLE.of(comparison))
        .contains("session 2", "42,000", "\u00b1")
        .doesNotContain("paired t");
  }

  @Test
  void differencesArePairedOverSeedsAndImagesAndCorrected() throws Exception {
    seeds("weak", 0.5, 6);
    seeds("strong", 0.7, 6);
    seeds("same", 0.5, 6);

    Comparison comparison = read(Optional.of("weak"), false);

    Contrast strong = contrast(comparison, "strong", "accuracy_seen");
    assertThat(strong.seeds()).isEqualTo(6);
    assertThat(strong.verdict()).isEqualTo(Contrast.Verdict.HIGHER);
    double p = strong.t().orElseThrow().pValue();
    // The other method has no p value, since it differs under no seed: there is one comparison.
    assertThat(strong.adjusted().t()).contains(p);
    assertThat(strong.wilcoxon().orElseThrow().pValue()).isEqualTo(2 / 64.0);
    assertThat(strong.bootstrap().orElseThrow().difference())
        .isCloseTo(strong.difference().orElseThrow().mean(), within(1e-12));
    assertThat(strong.bootstrap().orElseThrow().images()).isEqualTo(400);
    // Two methods are tried over the same images: the smaller p value counts twice.
    assertThat(strong.adjusted().bootstrap())
        .contains(2 * strong.bootstrap().orElseThrow().pValue());
    Contrast same = contrast(comparison, "same", "accuracy_seen");
    assertThat(same.verdict()).isEqualTo(Contrast.Verdict.EQUAL);
    assertThat(same.adjusted().bootstrap()).contains(1.0);
  }

  private static EpisodeCounts episodes(String setting, int... correct) {
    List<Integer> counts = IntStream.of(correct).boxed().toList();
    return new EpisodeCounts(setting, counts, Collections.nCopies(correct.length, 10));
  }

  @Test
  void runsThatAnsweredTheSameEpisodesArePairedEpisodeByEpisode() throws Exception {
    new FinishedRun("weak", 1).episodes(episodes("5w1s", 1, 5, 8, 4)).in(results);
    // One episode more; the others are the same.
    new FinishedRun("strong", 1).episodes(episodes("5w1s", 2, 7, 9, 6, 10)).in(results);

    Comparison comparison = read(Optional.of("weak"), false);

    assertThat(comparison.metrics()).containsExactly("accuracy_5w1s");
    assertThat(comparison.methods().get(1).metric("accuracy_5w1s").orElseThrow().mean())
        .isCloseTo(0.45, within(1e-12));
    PairedEpisodes paired =
        contrast(comparison, "strong", "accuracy_5w1s").episodes().orElseThrow();
    // Differences 0.1, 0.2, 0.1, 0.2: mean 0.15, deviation 0.1 / sqrt(3).
    assertThat(paired.difference().episodes()).isEqualTo(4);
    assertThat(paired.difference().mean()).isCloseTo(0.15, within(1e-12));
    assertThat(paired.difference().halfWidth().orElseThrow())
        .isCloseTo(1.96 * 0.1 / Math.sqrt(12), within(1e-12));
    assertThat(comparison.notes())
        .contains(
            "accuracy_5w1s: \"strong\" and \"weak\" are paired episode by episode, over 4 episodes"
                + " of 1 seed");
    for (ComparisonText text : ComparisonText.values()) {
      assertThat(text.of(comparison)).containsIgnoringCase("episodes");
    }
    assertThat(ComparisonText.CONSOLE.of(comparison)).contains("15.00 \u00b1 5.66");
  }

  @Test
  void otherEpisodesAreNotPairedAndSaySo() throws Exception {
    new FinishedRun("weak", 1).episodes(episodes("5w1s", 1, 5)).in(results);
    new FinishedRun("strong", 1)
        .configuration("bbbbbbbbbb", "benchmark.episodic.unequal = true\n")
        .episodes(episodes("5w1s", 2, 7))
        .in(results);

    Comparison comparison = read(Optional.of("weak"), false);

    assertThat(contrast(comparison, "strong", "accuracy_5w1s").episodes()).isEmpty();
    assertThat(comparison.notes())
        .contains(
            "accuracy_5w1s: \"strong\" and \"weak\" are paired by seed alone, since they did not"
                + " answer the same episodes");
  }

  @Test
  void episodesOfOtherImagesAreOtherEpisodes() throws Exception {
    new FinishedRun("weak", 1).episodes(episodes("5w1s", 1, 5)).in(results);
    new FinishedRun("strong", 1).tests("07e5").episodes(episodes("5w1s", 2, 7)).in(results);

    Comparison comparison = read(Optional.of("weak"), true);

    List<Row> rows = comparison.methods();
    assertThat(EpisodePairs.same(rows.get(0).runs().get(0), rows.get(0).runs().get(0))).isTrue();
    assertThat(EpisodePairs.same(rows.get(0).runs().get(0), rows.get(1).runs().get(0))).isFalse();
    assertThat(contrast(comparison, "strong", "accuracy_5w1s").episodes()).isEmpty();
    assertThat(comparison.notes())
        .anySatisfy(note -> assertThat(note).contains("did not answer the same episodes"));
  }

  /** Their indices are the same, which says nothing. */
  @Test
  void answersOnOtherTestImagesAreNotPairedImageByImage() throws Exception {
    for (int seed = 1; seed <= 3; seed++) {
      new FinishedRun("weak", seed).tests("7e57").skill(0.5).in(results);
      new FinishedRun("same", seed).tests("7e57").skill(0.6).in(results);
      new FinishedRun("other", seed).tests("07e5").split("other").skill(0.7).in(results);
    }

    assertThatThrownBy(() -> read(Optional.of("weak"), false))
        .isInstanceOf(RefusedComparisonException.class);
    Comparison comparison = read(Optional.of("weak"), true);

    assertThat(contrast(comparison, "same", "accuracy_seen").bootstrap()).isPresent();
    assertThat(contrast(comparison, "other", "accuracy_seen").bootstrap()).isEmpty();
    assertThat(comparison.notes())
        .contains(
            "\"other\" and \"weak\" cannot be compared image by image: they were tested on"
                + " different images")
        .noneSatisfy(note -> assertThat(note).contains("\"same\" and \"weak\" cannot"));
  }

  @Test
  void saysSoWhereSeedsAreTooFew() throws Exception {
    seeds("weak", 0.5, 2);
    seeds("strong", 0.7, 2);

    Comparison comparison = read(Optional.of("weak"), false);

    assertThat(comparison.contrasts())
        .extracting(Contrast::verdict)
        .containsOnly(Contrast.Verdict.TOO_FEW_SEEDS);
    assertThat(ComparisonText.CONSOLE.of(comparison)).contains("not enough seeds to tell");
  }

  @Test
  void refusesOtherClassOrdersAndNamesThem() throws Exception {
    new FinishedRun("a", 1).in(results);
    new FinishedRun("b", 1).order("reversed").in(results);

    assertThatThrownBy(() -> read(Optional.empty(), false))
        .isInstanceOf(RefusedComparisonException.class)
        .hasMessageContaining("the class orders differ under seed 1, first at place 0")
        .hasMessageContaining("\"a\" has class 0, \"b\" has class 7")
        .hasMessageContaining("--force");
    assertThat(read(Optional.empty(), true).notes())
        .singleElement()
        .asString()
        .startsWith("Not measured on the same: the class orders differ");
  }

  @Test
  void refusesOtherSplitsAndNamesTheKeyBehindThem() throws Exception {
    new FinishedRun("a", 1).in(results);
    new FinishedRun("b", 1)
        .split("other")
        .configuration("bbbbbbbbbb", "benchmark.novel.shots = 1\n")
        .in(results);

    assertThatThrownBy(() -> read(Optional.empty(), false))
        .hasMessageContaining("the splits (images of the sessions) differ under seed 1")
        .hasMessageContaining("benchmark.novel.shots = 5 and 1");
  }

  @Test
  void withoutACommonSeedTheConfigurationsHaveToAgree() throws Exception {
    new FinishedRun("a", 1).in(results);
    new FinishedRun("b", 2).in(results);
    assertThat(read(Optional.empty(), false).methods()).hasSize(2);

    new FinishedRun("c", 3).configuration("cccccccccc", "benchmark.novel.shots = 1\n").in(results);
    assertThatThrownBy(() -> read(Optional.empty(), false))
        .hasMessageContaining("benchmark.novel.shots differs: \"a\" has 5, \"c\" has 1");
  }

  @Test
  void flagsLeakageAndDirtyWorkingTrees() throws Exception {
    new FinishedRun("a", 1).in(results);
    new FinishedRun("a", 2).leaking().dirty().in(results);

    Comparison comparison = read(Optional.empty(), false);

    assertThat(Comparison.flags(comparison.methods().get(0))).isEqualTo("LEAKAGE, dirty");
    assertThat(ComparisonText.MARKDOWN.of(comparison))
        .contains("a, seed 2: the leakage audit failed", "a shot is a test image")
        .contains("a, seed 2: the working tree had uncommitted changes");
  }

  @Test
  void theBestIsSetOffAndColumnsSpreadAndPrecisionCanBeChosen() throws Exception {
    new FinishedRun("a", 1).skill(0.5).in(results);
    new FinishedRun("a", 2).skill(0.6).in(results);
    new FinishedRun("b", 1).skill(0.9).in(results);
    new FinishedRun("b", 2).skill(0.9).in(results);
    TableStyle style =
        new TableStyle(
            List.of("method", "accuracy_seen"),
            1,
            TableStyle.Spread.DEVIATION,
            OptionalInt.empty());
    Comparison comparison = read(Optional.empty(), false);
    List<String> rows =
        ComparisonText.MARKDOWN.of(comparison, style).lines().filter(l -> l.contains("|")).toList();

    assertThat(rows.get(0)).isEqualTo("| method | accuracy\\_seen (%) |");
    StudentInterval a = comparison.methods().get(0).metric("accuracy_seen").orElseThrow();
    List<Double> values =
        comparison.methods().get(0).runs().stream()
            .map(run -> run.finals().getOrDefault("accuracy_seen", 0.0))
            .toList();
    double deviation = Math.abs(values.get(0) - values.get(1)) / Math.sqrt(2); // of two values
    assertThat(a.deviation().orElseThrow()).isCloseTo(deviation, within(1e-12));
    assertThat(rows.get(2))
        .isEqualTo(String.format("| a | %.1f ± %.1f |", 100 * a.mean(), 100 * deviation));
    assertThat(rows.get(3)).matches("\\| b \\| \\*\\*[0-9.]+ ± [0-9.]+\\*\\* \\|");
    assertThatThrownBy(
            () ->
                ComparisonText.LATEX.of(
                    comparison,
                    new TableStyle(
                        List.of("speed"), 2, TableStyle.Spread.NONE, OptionalInt.empty())))
        .isInstanceOf(RefusedComparisonException.class)
        .hasMessageContaining("speed is not one of the columns method, seeds, ");
  }

  @Test
  void runsThatAreNamedTwiceOrNotFinishedAreNoFurtherSamples() throws Exception {
    Path run = new FinishedRun("a", 1).in(results);
    Path broken = new FinishedRun("a", 2).in(results);
    Files.delete(broken.resolve("summary.json"));

    Comparison comparison =
        ComparisonReader.read(ComparisonRequest.of(List.of(source(results), source(run))));

    assertThat(comparison.methods()).singleElement().extracting(m -> m.runs().size()).isEqualTo(1);
    assertThat(comparison.notes())
        .contains(results.getFileName() + ": 1 run is not finished and left out");
  }

  @Test
  void aSeedThatWasRunTwiceCountsOnce() throws Exception {
    new FinishedRun("a", 1).in(results.resolve("one"));
    Path again = new FinishedRun("a", 1).in(results.resolve("two"));
    Path summary = again.resolve("summary.json");
    String text = Files.readString(summary);
    Files.writeString(summary, text.replace("\"run_uuid\" : \"", "\"run_uuid\" : \"another-"));

    Comparison comparison = read(Optional.empty(), false);

    assertThat(comparison.methods()).singleElement().extracting(m -> m.runs().size()).isEqualTo(1);
    assertThat(comparison.notes()).singleElement().asString().contains("1 repetition of a seed");
  }

  @Test
  void namesTheMethodsWhereTheBaselineIsNone() throws Exception {
    new FinishedRun("a", 1).in(results);
    assertThatThrownBy(() -> read(Optional.of("b"), false))
        .hasMessage("--baseline \"b\" is none of these methods: \"a\"");
    assertThatThrownBy(
            () -> ComparisonReader.read(ComparisonRequest.of(List.of(source(Path.of("/no/such"))))))
        .hasMessage("there is no /no/such");
  }

  @Test
  void namesADamagedFile() throws Exception {
    seeds("a", 0.5, 1);
    seeds("b", 0.6, 1);
    Path file = results.resolve("b/seed-1-aaaaaaaaaa/predictions/session-02.csv.gz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> read(Optional.of("a"), false))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("session-02.csv.gz");
  }

  @Test
  void aMatrixOfAnotherFrameworkStandsInTheTable() throws Exception {
    new FinishedRun("ours", 1).in(results);
    Path theirs = results.resolve("icarl.csv");
    Files.writeString(theirs, "90.0\n80.0,70.0\n60.0,65.0,50.0\n");

    Comparison comparison =
        ComparisonReader.read(ComparisonRequest.of(List.of(source(results), source(theirs))));

    Row icarl = comparison.methods().get(1);
    assertThat(icarl.name()).isEqualTo("icarl");
    // 200, 100 and 100 test images, as in our run: 120 + 65 + 50 of 400.
    assertThat(icarl.metric("accuracy_seen").orElseThrow().mean()).isEqualTo(235 / 400.0);
    assertThat(Comparison.flags(icarl)).isEqualTo("imported");
  }

  @Test
  void jointTrainingGivesIntransigence() throws Exception {
    new FinishedRun("joint", 1).skill(0.9).in(results);
    new FinishedRun("ours", 1).skill(0.5).in(results);
    ComparisonRequest plain = ComparisonRequest.of(List.of(source(results)));
    assertThat(ComparisonReader.read(plain).allMetrics()).doesNotContain("intransigence");

    Comparison comparison =
        ComparisonReader.read(
            new ComparisonRequest(
                plain.sources(),
                Optional.empty(),
                Optional.of("joint"),
                List.of(),
                "accuracy_seen",
                List.of(),
                MatrixFile.Unit.GUESSED,
                false));

    Row joint = comparison.methods().get(0);
    Row ours = comparison.methods().get(1);
    double expected =
        joint.runs().get(0).matrix().accuracy(2, 2) - ours.runs().get(0).matrix().accuracy(2, 2);
    assertThat(ours.metric("intransigence").orElseThrow().mean())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void namesStandFirstWhateverColumnsAreChosen() throws Exception {
    new FinishedRun("plain", 1).in(results);
    Comparison comparison =
        ComparisonReader.read(
            ComparisonRequest.of(
                List.of(new ComparisonRequest.Source(Optional.of("ours"), results))));
    TableStyle style =
        new TableStyle(List.of("accuracy_seen"), 1, TableStyle.Spread.NONE, OptionalInt.empty());
    Grid grid = new ComparisonTables(comparison, style).methods();
    assertThat(grid.columns())
        .extracting(Grid.Column::name)
        .containsExactly("method", "accuracy_seen (%)");
    assertThat(grid.rows().get(0).get(0)).isEqualTo("ours");
    TableStyle wrong =
        new TableStyle(List.of("forgetting"), 1, TableStyle.Spread.NONE, OptionalInt.empty());
    assertThatThrownBy(() -> new ComparisonTables(comparison, wrong).methods())
        .hasMessageContaining("forgetting is not one of the columns")
        .hasMessageContaining("forgetting_from_earlier_peak");
  }

  @Test
  void theBestOfEachSessionIsSetOff() throws Exception {
    new FinishedRun("good", 1).skill(0.9).in(results);
    new FinishedRun("poor", 1).skill(0.2).in(results);
    Comparison comparison =
        ComparisonReader.read(
            ComparisonRequest.of(
                List.of(
                    new ComparisonRequest.Source(Optional.of("poor"), results.resolve("poor")),
                    new ComparisonRequest.Source(Optional.of("good"), results.resolve("good")))));
    Grid sessions = new ComparisonTables(comparison).sessions();
    for (int session = 1; session < sessions.columns().size(); session++) {
      double poor = Double.parseDouble(sessions.rows().get(0).get(session));
      double good = Double.parseDouble(sessions.rows().get(1).get(session));
      assertThat(sessions.isBest(good > poor ? 1 : 0, session)).isTrue();
      assertThat(sessions.isBest(good > poor ? 0 : 1, session)).isFalse();
    }
  }

  @Test
  void everyFormatHoldsAnyName() throws Exception {
    String name = "a_b & 100% {x} | <i> \\ \"q\", #1 ~^$";
    new FinishedRun("plain", 1).in(results);
    Comparison comparison =
        ComparisonReader.read(
            ComparisonRequest.of(
                List.of(new ComparisonRequest.Source(Optional.of(name), results))));

    assertThat(ComparisonText.LATEX.of(comparison))
        .contains(
            "a\\_b \\& 100\\% \\{x\\} \\textbar{} \\textless{}i\\textgreater{} \\textbackslash{}\\\\"
                + "\\textquotedbl{}q\\textquotedbl{}, \\#1 \\textasciitilde{}\\textasciicircum{}\\$} & 1 &")
        .contains("\\toprule", "\\midrule", "\\bottomrule");
    assertThat(ComparisonText.MARKDOWN.of(comparison)).contains("a\\_b & 100% {x} \\|");
    JsonNode json = new ObjectMapper().readTree(ComparisonText.JSON.of(comparison));
    assertThat(json.path("methods").path(0).path("method").asText()).isEqualTo(name);
    Path csv = Files.writeString(results.resolve("table.csv"), ComparisonText.CSV.of(comparison));
    CsvTable table = CsvTable.read(csv);
    assertThat(table.rows().get(0).get(table.column("method"))).isEqualTo(name);
    assertThat(table.number(0, table.column("accuracy_seen")))
        .isEqualTo(json.at("/methods/0/final/accuracy_seen/mean").asDouble());
    assertThat(table.count(0, table.column("exemplars_bytes"))).isZero();
  }

  private void seeds(String experiment, double skill, int seeds) throws IOException {
    for (int seed = 1; seed <= seeds; seed++) {
      new FinishedRun(experiment, seed).skill(skill).in(results);
    }
  }

  private Comparison read(Optional<String> baseline, boolean force) throws IOException {
    return ComparisonReader.read(
        new ComparisonRequest(
            List.of(source(results)),
            baseline,
            Optional.empty(),
            List.of(),
            "accuracy_seen",
            List.of(),
            MatrixFile.Unit.GUESSED,
            force));
  }

  private static ComparisonRequest.Source source(Path path) {
    return new ComparisonRequest.Source(Optional.empty(), path);
  }

  private static Contrast contrast(Comparison comparison, String method, String metric) {
    return comparison.contrasts().stream()
        .filter(c -> c.method().equals(method) && c.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }
}
