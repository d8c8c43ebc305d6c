package org.palimpsest.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SystemSamplerTest {

  @Test
  void findsTheResidentMemoryInLinuxsStatus() {
    assertThat(SystemSampler.residentBytes(List.of("VmPeak:\t  900 kB", "VmRSS:\t  123 kB")))
        .hasValue(123 * 1024.0);
    assertThat(SystemSampler.residentBytes(List.of("Name:\tjava"))).isEmpty();
  }

  @Test
  void theShareIsOfAllProcessorsOverTheTimeSinceTheSampleBefore() {
    assertThat(SystemSampler.cpuShare(1_000, 2_000, 2)).hasValue(0.25);
    assertThat(SystemSampler.cpuShare(3_000, 1_000, 2)).as("clocks tick apart").hasValue(1);
    assertThat(SystemSampler.cpuShare(1_000, 0, 2)).isEmpty();
    assertThat(new SystemSampler().sample().cpuShare().orElse(0)).isBetween(0.0, 1.0);
  }
}
