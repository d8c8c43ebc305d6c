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
  void countsWorkAndNotWaiting() throws InterruptedException {
    SystemSampler sampler = new SystemSampler();
    long end = System.nanoTime() + 200_000_000L;
    double sink = 0;
    while (System.nanoTime() < end) {
      sink += Math.sqrt(end - sink);
    }
    assertThat(sink).isPositive();
    double working = sampler.sample().cpuShare().orElseThrow();
    Thread.sleep(300);
    double waiting = sampler.sample().cpuShare().orElseThrow();
    assertThat(working).isBetween(0.0, 1.0).isGreaterThan(waiting);
  }
}
