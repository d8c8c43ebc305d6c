package org.palimpsest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.palimpsest.metric.StudentInterval;

final class NumbersTest {

  @Test
  void fractionsAreWrittenInPercentWithTheirInterval() {
    StudentInterval interval = StudentInterval.of(new double[] {0.50, 0.52}, 0.95);

    // 12.706 * 0.01414 / sqrt(2)
    assertThat(Numbers.of(interval, Measure.Unit.PERCENT))
        .isEqualTo("51.00\u00a0\u00b1\u00a012.71\u00a0%");
  }

  @Test
  void aGainIsNegativeForgettingWithATrueMinus() {
    assertThat(Numbers.bare(-0.0123, Measure.Unit.POINTS)).isEqualTo("\u22121.23");
    assertThat(Numbers.bare(-0.00001, Measure.Unit.POINTS)).isEqualTo("0.00");
  }

  @Test
  void fewerDecimalPlacesAreRoundedNotCutOff() {
    assertThat(Numbers.percent(0.9028, 1)).isEqualTo("90.3");
    assertThat(Numbers.percent(0.2778, 1)).isEqualTo("27.8");
    assertThat(Numbers.percent(0.996, 0)).isEqualTo("100");
    assertThat(Numbers.percent(-0.0001, 1)).isEqualTo("0.0");
  }

  @Test
  void bytesHaveBinaryUnits() {
    assertThat(Numbers.bytes(512)).isEqualTo("512\u00a0B");
    assertThat(Numbers.bytes(1_232_896)).isEqualTo("1.2\u00a0MiB");
  }

  @Test
  void plainNumbersAreShort() {
    assertThat(Numbers.plain(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(Numbers.plain(100)).isEqualTo("100");
    assertThat(Numbers.plain(0.00001234)).isEqualTo("0.00001234");
  }
}
