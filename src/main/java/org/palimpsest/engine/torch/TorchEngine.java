package org.palimpsest.engine.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.Initializer;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Network;
import org.palimpsest.tensor.Require;

/** Trains with libtorch, on the CPU or a GPU. */
public final class TorchEngine implements Engine {

  private final Placement placement;

  /**
   * An engine on the CPU.
   *
   * @param threads that one operation may use, at least 1; libtorch has one setting for the whole
   *     process
   */
  public TorchEngine(int threads) {
    this(threads, Placement.CPU);
  }

  /**
   * An engine on a device. For the same seed a GPU gives the same bits only where sums are never
   * taken in whatever order is quicker, so libtorch is told for good, for the whole process.
   *
   * @param device {@code cpu}, or {@code cuda:0} and so on, which {@link TorchDevices} knows
   */
  public static TorchEngine on(String device, int threads) {
    if (device.equals("cpu")) {
      return new TorchEngine(threads, Placement.CPU);
    }
    torch.globalContext().setDeterministicCuDNN(true);
    torch.globalContext().setBenchmarkCuDNN(false);
    torch.globalContext().setDeterministicAlgorithms(true, /* warn_only= */ true);
    return new TorchEngine(threads, Placement.copyingTo(device));
  }

  TorchEngine(int threads, Placement placement) {
    Require.atLeast(1, threads, "threads");
    torch.set_num_threads(threads);
    this.placement = placement;
  }

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public String version() {
    try {
      return "libtorch " + Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      throw new UncheckedIOException("the class path has no version of libtorch", e);
    }
  }

  @Override
  public Network build(Architecture architecture, RandomGenerator random) {
    Layout layout = Layout.of(architecture);
    return new TorchNetwork(
        architecture,
        TorchNetwork.flat(Initializer.parameters(layout, architecture.initialization(), random)),
        TorchNetwork.flat(Initializer.statistics(layout)),
        placement);
  }
}
