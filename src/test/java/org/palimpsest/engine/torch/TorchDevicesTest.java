package org.palimpsest.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TorchDevicesTest {

  @Test
  void aBuildForTheCpuNamesTheProfile() {
    assertThat(TorchDevices.whyNoCuda(0, false, false, 0).orElseThrow())
        .contains("libtorch without CUDA", "profile cuda");
  }

  @Test
  void aBuildWithCudaSaysWhatItLookedFor() {
    assertThat(TorchDevices.whyNoCuda(0, true, false, 0).orElseThrow())
        .contains("is_available() is false", "device_count() is 0", "driver");
  }

  @Test
  void aNumberBehindTheLastGpuIsRefused() {
    assertThat(TorchDevices.whyNoCuda(2, true, true, 2).orElseThrow())
        .contains("device_count() is 2", "the last one is cuda:1");
    assertThat(TorchDevices.whyNoCuda(1, true, true, 2)).isEmpty();
  }
}
