package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against SciPy; {@code scipy_reference.py} beside the numbers says how they were made. */
class StatisticsTest {

  @ParameterizedTest
  @MethodSource
  void studentIntervalAgreesWithScipy(JsonNode reference) {
    StudentInterval interval =
        StudentInterval.of(values(reference, "values"), number(reference, "level"));
    assertThat(interval.mean()).isCloseTo(number(reference, "mean"), within(1e-12));
    double half = number(reference, "half");
    assertThat(interval.halfWidth()).hasValueCloseTo(half, within(1e-7 * half));
    assertThat(interval.n()).isEqualTo(reference.get("values").size());
  }

  static Iterable<JsonNode> studentIntervalAgreesWithScipy() {
    return reference("student");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void pairedTAgreesWithScipy(JsonNode reference) {
    PairedT test =
        PairedT.of(values(reference, "first"), values(reference, "second")).orElseThrow();
    assertThat(test.t()).isCloseTo(number(reference, "t"), within(1e-9));
    assertThat(test.pValue()).isCloseTo(number(reference, "t_p"), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void wilcoxonAgreesWithScipyWithTiesAndWithout(JsonNode reference) {
    WilcoxonSignedRank test =
        WilcoxonSignedRank.of(values(reference, "first"), values(reference, "second"))
            .orElseThrow();
    assertThat(test.exact()).isEqualTo(reference.get("exact").asBoolean());
    assertThat(test.pValue()).isCloseTo(number(reference, "wilcoxon_p"), within(1e-12));
  }

  static Iterable<JsonNode> pairs() {
    return reference("pairs");
  }

  @ParameterizedTest
  @MethodSource
  void bootstrapAgreesWithScipyUpToChance(JsonNode reference) {
    int both = reference.get("both").asInt();
    int firstOnly = reference.get("first_only").asInt();
    int secondOnly = reference.get("second_only").asInt();
    int images = both + firstOnly + secondOnly + reference.get("neither").asInt();
    boolean[] first = new boolean[images];
    boolean[] second = new boolean[images];
    Arrays.fill(first, 0, both + firstOnly, true);
    Arrays.fill(second, 0, both, true);
    Arrays.fill(second, both + firstOnly, both + firstOnly + secondOnly, true);
    PairedBootstrap bootstrap = PairedBootstrap.of(first, second, 0.95);
    double step = 1.0 / images;
    assertThat(bootstrap.difference()).isEqualTo((firstOnly - secondOnly) / (double) images);
    assertThat(bootstrap.low()).isCloseTo(number(reference, "low"), within(1.5 * step));
    assertThat(bootstrap.high()).isCloseTo(number(reference, "high"), within(1.5 * step));
  }

  static Iterable<JsonNode> bootstrapAgreesWithScipyUpToChance() {
    return reference("bootstrap");
  }

  @ParameterizedTest
  @MethodSource
  void bootstrapOverSeedsAgreesWithScipyUpToChance(JsonNode reference) {
    int seeds = reference.get("seeds").asInt();
    List<Integer> changes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> count : reference.get("counts").properties()) {
      changes.addAll(
          Collections.nCopies(count.getValue().asInt(), Integer.valueOf(count.getKey())));
    }
    PairedBootstrap bootstrap =
        PairedBootstrap.of(changes.stream().mapToInt(i -> i).toArray(), seeds, 0.95);
    double step = 1.0 / (seeds * changes.size());
    assertThat(bootstrap.low()).isCloseTo(number(reference, "low"), within(2 * step));
    assertThat(bootstrap.high()).isCloseTo(number(reference, "high"), within(2 * step));
    // SciPy's 20,000 draws leave the p value this uncertain, at four standard errors.
    double p = number(reference, "p");
    double error = 4 * 2 * Math.sqrt(Math.max(p / 2, 1e-4) / 20_000);
    assertThat(bootstrap.pValue()).isCloseTo(p, within(error));
  }

  static Iterable<JsonNode> bootstrapOverSeedsAgreesWithScipyUpToChance() {
    return reference("bootstrap_over_seeds");
  }

  @ParameterizedTest
  @MethodSource
  void holmAgreesWithStatsmodelsOnScipysPValues(JsonNode reference) {
    double[] baseline = values(reference, "baseline");
    double[] p =
        StreamSupport.stream(reference.get("methods").spliterator(), false)
            .mapToDouble(
                method ->
                    PairedT.of(
                            StreamSupport.stream(method.spliterator(), false)
                                .mapToDouble(JsonNode::asDouble)
                                .toArray(),
                            baseline)
                        .orElseThrow()
                        .pValue())
            .toArray();
    assertThat(p).containsExactly(values(reference, "p"), within(1e-9));
    assertThat(HolmCorrection.adjusted(p))
        .containsExactly(values(reference, "adjusted"), within(1e-9));
  }

  static Iterable<JsonNode> holmAgreesWithStatsmodelsOnScipysPValues() {
    return reference("holm");
  }

  @Test
  void bootstrapOfTwoImagesCanBeCountedByHand() {
    // Changes +1 and 0: the sum of two draws is 0, 1 or 2 in 1, 2 and 1 of 4 cases.
    PairedBootstrap two = PairedBootstrap.of(new int[] {1, 0}, 1, 0.4);
    assertThat(two.difference()).isEqualTo(0.5);
    assertThat(two.pValue()).isCloseTo(2 * 0.25, within(1e-12));
    assertThat(two.low()).isEqualTo(0.5);
    assertThat(two.high()).isEqualTo(0.5);
    assertThat(PairedBootstrap.of(new int[] {1, 0}, 1, 0.95).low()).isEqualTo(0);
    assertThat(PairedBootstrap.of(new int[] {1, 0}, 1, 0.95).high()).isEqualTo(1);
  }

  @Test
  void bootstrapOverSeedsCountsEachImageOnce() {
    // Two seeds: right under 2 more, 1 fewer. Of 4 draws of two: sums 4, 1, 1, -2, out of 2 * 2.
    PairedBootstrap seeds = PairedBootstrap.of(new int[] {2, -1}, 2, 0.9);
    assertThat(seeds.difference()).isEqualTo(0.25);
    assertThat(seeds.low()).isEqualTo(-0.5);
    assertThat(seeds.high()).isEqualTo(1);
    assertThat(seeds.pValue()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void bootstrapOfManyImagesIsNearlyNormal() {
    int[] changes = new int[10_000];
    Arrays.fill(changes, 0, 1100, 1);
    Arrays.fill(changes, 1100, 2000, -1);
    PairedBootstrap many = PairedBootstrap.of(changes, 1, 0.95);
    double deviation = Math.sqrt((0.2 - 0.02 * 0.02) / 10_000);
    assertThat(many.difference()).isEqualTo(0.02);
    assertThat(many.low()).isCloseTo(0.02 - 1.96 * deviation, within(1e-4));
    assertThat(many.high()).isCloseTo(0.02 + 1.96 * deviation, within(1e-4));
    assertThat(many.pValue()).isBetween(5e-6, 1e-5); // Two sides of 4.47 deviations: 7.7e-6.
  }

  @Test
  void bootstrapIsNeverCertain() {
    boolean[] right = new boolean[50];
    Arrays.fill(right, true);
    PairedBootstrap better = PairedBootstrap.of(right, new boolean[50], 0.95);
    assertThat(better.low()).isEqualTo(1);
    assertThat(better.pValue()).isEqualTo(PairedBootstrap.LEAST_P);
    assertThat(PairedBootstrap.of(right, right, 0.95).pValue()).isEqualTo(1);
    assertThatThrownBy(() -> PairedBootstrap.of(new int[] {2}, 1, 0.95))
        .hasMessage("a change of 2 is not possible with 1 seeds");
  }

  @Test
  void oneSeedHasNoInterval() {
    StudentInterval one = StudentInterval.of(new double[] {0.42}, 0.95);
    assertThat(one.mean()).isEqualTo(0.42);
    assertThat(one.halfWidth()).isEmpty();
  }

  @Test
  void intervalsRefuseWhatIsNotANumber() {
    assertThatThrownBy(() -> StudentInterval.of(new double[] {0.1, Double.NaN}, 0.95))
        .hasMessageContaining("NaN among [0.1, NaN]");
    assertThatThrownBy(() -> StudentInterval.of(new double[0], 0.95))
        .hasMessage("no values to average");
    assertThatThrownBy(() -> StudentInterval.of(new double[] {1, 2}, 95))
        .hasMessage("level 95.0 is not in (0, 1)");
  }

  @Test
  void episodeIntervalIsTheOneThatPapersPrint() {
    // mean 0.6, s^2 = (0.04 + 0 + 0.04 + 0.16 + 0.16) / 4 = 0.1
    EpisodeInterval interval = EpisodeInterval.of(new double[] {0.4, 0.6, 0.8, 0.2, 1.0});
    assertThat(interval.mean()).isCloseTo(0.6, within(1e-12));
    assertThat(interval.halfWidth())
        .hasValueCloseTo(1.96 * Math.sqrt(0.1) / Math.sqrt(5), within(1e-12));
    assertThat(interval.episodes()).isEqualTo(5);
    assertThat(EpisodeInterval.of(new double[] {0.4}).halfWidth()).isEmpty();
  }

  @Test
  void pairedTestsAreAbsentWithoutSpreadOrPairs() {
    double[] seeds = {0.41, 0.42, 0.43};
    assertThat(PairedT.of(seeds, seeds)).isEmpty();
    assertThat(PairedT.of(seeds, new double[] {0.31, 0.32, 0.33})).isEmpty();
    assertThat(PairedT.of(new double[] {0.4}, new double[] {0.3})).isEmpty();
    assertThat(WilcoxonSignedRank.of(seeds, seeds)).isEmpty();
    assertThatThrownBy(() -> PairedT.of(seeds, new double[] {1}))
        .hasMessage("3 values cannot be paired with 1");
  }

  @Test
  void wilcoxonOfFiveSeedsCannotFallBelowOneSixteenth() {
    // All five differences have the same sign: 2 of the 32 ways to sign them are as extreme.
    var test =
        WilcoxonSignedRank.of(
                new double[] {0.2, 0.3, 0.4, 0.5, 0.6}, new double[] {0.1, 0.15, 0.1, 0.1, 0.1})
            .orElseThrow();
    assertThat(test.pValue()).isEqualTo(1 / 16.0);
    assertThat(test.rankSum()).isEqualTo(15);
  }

  @Test
  void roundingBreaksNoTies() {
    // 0.3 - 0.2 and 0.2 - 0.1 differ in binary; as ranks both are 1.5.
    var test =
        WilcoxonSignedRank.of(new double[] {0.3, 0.1}, new double[] {0.2, 0.2}).orElseThrow();
    assertThat(test.rankSum()).isEqualTo(1.5);
    assertThat(test.pValue()).isEqualTo(1);
  }

  @Test
  void holmAdjustsInOrderAndNeverFallsBack() {
    // sorted 0.01, 0.03, 0.035, 0.04: times 4, 3, 2, 1 is 0.04, 0.09, 0.07 -> 0.09, 0.04 -> 0.09
    assertThat(HolmCorrection.adjusted(new double[] {0.03, 0.01, 0.04, 0.035}))
        .containsExactly(new double[] {0.09, 0.04, 0.09, 0.09}, within(1e-12));
    assertThat(HolmCorrection.adjusted(new double[] {0.6, 0.7})).containsExactly(1, 1);
    assertThatThrownBy(() -> HolmCorrection.adjusted(new double[] {1.5}))
        .hasMessage("p value 1.5 is not in [0, 1]");
  }

  private static Iterable<JsonNode> reference(String name) {
    try (InputStream in =
        Objects.requireNonNull(StatisticsTest.class.getResourceAsStream("scipy-reference.json"))) {
      return new ObjectMapper().readTree(in).get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double number(JsonNode node, String name) {
    return node.get(name).asDouble();
  }

  private static double[] values(JsonNode node, String name) {
    return StreamSupport.stream(node.get(name).spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
