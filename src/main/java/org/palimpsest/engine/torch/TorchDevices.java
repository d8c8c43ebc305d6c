package org.palimpsest.engine.torch;

import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/** The GPUs that libtorch can compute on. */
public final class TorchDevices {

  private TorchDevices() {}

  /**
   * Why a CUDA device cannot be used, as the end of a sentence that begins with it; empty if it
   * can. Loads libtorch.
   *
   * @param index of the device, from 0
   */
  public static Optional<String> whyNoCuda(int index) {
    try {
      int devices = torch.hasCUDA() ? torch.cuda_device_count() : 0;
      return whyNoCuda(index, torch.hasCUDA(), torch.cuda_is_available(), devices);
    } catch (UnsatisfiedLinkError e) {
      return Optional.of("cannot be used: libtorch does not load: " + e.getMessage());
    }
  }

  static Optional<String> whyNoCuda(int index, boolean built, boolean available, int devices) {
    if (!built) {
      return Optional.of(
          "cannot be used: this build has libtorch without CUDA, so no GPU was looked for; build it"
              + " with Maven's profile cuda, or use cpu");
    }
    if (!available || devices == 0) {
      return Optional.of(
          ("cannot be used: libtorch has CUDA but finds no GPU (torch.cuda.is_available() is %s,"
                  + " torch.cuda.device_count() is %d); is NVIDIA's driver there? Or use cpu")
              .formatted(available, devices));
    }
    if (index >= devices) {
      return Optional.of(
          "cannot be used: torch.cuda.device_count() is %d, so the last one is cuda:%d"
              .formatted(devices, devices - 1));
    }
    return Optional.empty();
  }
}
