package org.palimpsest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomPointsTest {

  private static Range range(double from, double to, boolean logarithmic, boolean whole) {
    return new Range(from, to, logarithmic, whole, ConfigValueFactory.fromAnyRef(from));
  }

  private static List<Double> draw(
      Range range, int samples, RandomPoints.Sequence sequence, long seed) {
    return RandomPoints.draw(Map.of("a", range), samples, sequence, seed).stream()
        .map(point -> number(point, "a").doubleValue())
        .toList();
  }

  private static Number number(Point point, String key) {
    return (Number) Objects.requireNonNull(point.settings().get(key)).unwrapped();
  }

  @ParameterizedTest
  @EnumSource(RandomPoints.Sequence.class)
  void samplesLieInTheirRangesAndMoreOnlyAddToFewer(RandomPoints.Sequence sequence) {
    Map<String, Range> ranges = new LinkedHashMap<>();
    ranges.put("a", range(-2, 3, false, false));
    ranges.put("b", range(1e-5, 10, true, false));
    ranges.put("c", range(1, 4, false, true));
    List<Point> points = RandomPoints.draw(ranges, 500, sequence, 3);
    assertThat(points)
        .allSatisfy(
            point ->
                ranges.forEach(
                    (key, range) -> {
                      var value = number(point, key);
                      assertThat(value.doubleValue()).isBetween(range.from(), range.to());
                    }));
    assertThat(RandomPoints.draw(ranges, 20, sequence, 3)).isEqualTo(points.subList(0, 20));
    assertThat(RandomPoints.draw(ranges, 20, sequence, 4)).isNotEqualTo(points.subList(0, 20));
  }

  @Test
  void sobolFillsARangeEvenly() {
    List<Double> values = draw(range(0, 8, false, false), 64, RandomPoints.Sequence.SOBOL, 9);
    for (int part = 0; part < 8; part++) {
      double low = part;
      // Eight of 64, or one more or less where the shift cuts a part.
      assertThat(values.stream().filter(v -> v >= low && v < low + 1).count()).isBetween(7L, 9L);
    }
  }

  @Test
  void aLogarithmicRangeHasEquallyManyOfEveryPowerOfTen() {
    List<Double> values = draw(range(1e-4, 1, true, false), 400, RandomPoints.Sequence.HALTON, 1);
    for (double low : new double[] {1e-4, 1e-3, 1e-2, 1e-1}) {
      assertThat(values.stream().filter(v -> v >= low && v < 10 * low).count())
          .isBetween(90L, 110L);
    }
  }

  @Test
  void bothEndsOfARangeOfWholeNumbersAreDrawnAsOftenAsTheOthers() {
    List<Double> values = draw(range(1, 5, false, true), 500, RandomPoints.Sequence.SOBOL, 1);
    for (double value : new double[] {1, 2, 3, 4, 5}) {
      assertThat(values.stream().filter(v -> v == value).count()).isBetween(95L, 105L);
    }
    assertThat(draw(range(1, 3, true, true), 50, RandomPoints.Sequence.RANDOM, 1))
        .containsOnly(1.0, 2.0, 3.0);
  }

  @Test
  void valuesAreShortEnoughToBeRead() {
    assertThat(draw(range(0, 1, false, false), 50, RandomPoints.Sequence.RANDOM, 1))
        .allMatch(value -> Double.toString(value).length() <= 10);
  }
}
