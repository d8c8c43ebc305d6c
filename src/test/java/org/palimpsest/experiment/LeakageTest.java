package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palimpsest.benchmark.Verdict;

class LeakageTest {

  private static Leakage of(int copies, StartAudit start) {
    Verdict verdict =
        new Verdict(true, List.of(), List.of(), 9, 0, 9, Map.of(Verdict.TEST_IN_TRAINING, copies));
    return Leakage.of(verdict, start);
  }

  /** CIFAR-100 as it was published holds some. */
  @Test
  void copiesThatThePublisherLeftInAreSaid() {
    Leakage several = of(5, StartAudit.NOTHING);
    String said = "no image is used twice, but the data set itself holds 5 copies";
    assertThat(several.clean()).isTrue();
    assertThat(several.copiesSentence()).contains(said);
    assertThat(several.findings()).containsExactly(said);
    assertThat(of(1, StartAudit.NOTHING).copiesSentence())
        .contains("no image is used twice, but the data set itself holds 1 copy");
  }

  @Test
  void nothingIsSaidOfNoCopiesOrWhereMoreIsWrong() {
    assertThat(of(0, StartAudit.NOTHING).copiesSentence()).isEmpty();
    Leakage leaking = of(5, new StartAudit(List.of("seen before"), List.of(), List.of()));
    assertThat(leaking.clean()).isFalse();
    assertThat(leaking.copiesSentence()).isEmpty();
    assertThat(leaking.findings()).isEmpty();
  }
}
