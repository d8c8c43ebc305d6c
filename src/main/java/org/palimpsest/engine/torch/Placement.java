package org.palimpsest.engine.torch;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a network computes. Its arrays always are in the computer's memory; this is the one place
 * where they are copied to a GPU and back. What is computed stays where the network is, and the
 * gradient of a copy flows back into what was copied. On the CPU nothing is copied.
 *
 * <p>The tests have no GPU: there the CPU is the other device, which does not notice what was left
 * behind on the wrong one.
 */
final class Placement {

  /** In the computer's memory, where everything is. */
  static final Placement CPU = new Placement(Optional.empty());

  private final Optional<Device> device;

  private Placement(Optional<Device> device) {
    this.device = device;
  }

  /** On another device, such as {@code cuda:0}; one called {@code cpu} gets copies, too. */
  static Placement copyingTo(String device) {
    return new Placement(Optional.of(new Device(device)));
  }

  /**
   * A tensor's values on the device, of their own type, a node of the graph if it is one; on the
   * CPU the tensor itself.
   */
  Tensor toDevice(Tensor host) {
    return device
        .map(to -> host.to(to, host.scalar_type(), false, true, new MemoryFormatOptional()))
        .orElse(host);
  }

  Tensor[] toDevice(Tensor[] host) {
    return Arrays.stream(host).map(this::toDevice).toArray(Tensor[]::new);
  }

  /** Brings back what was changed on the device. */
  void copyBack(Tensor[] changed, Tensor[] host) {
    if (device.isPresent()) {
      for (int i = 0; i < host.length; i++) {
        host[i].copy_(changed[i]);
      }
    }
  }
}
