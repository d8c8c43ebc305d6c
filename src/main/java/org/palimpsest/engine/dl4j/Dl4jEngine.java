package org.palimpsest.engine.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.Initializer;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Network;
import org.palimpsest.tensor.Require;

/**
 * Trains with Deeplearning4j on the CPU. It shares no arithmetic with the torch engine, and so each
 * checks the other.
 */
public final class Dl4jEngine implements Engine {

  /**
   * An engine on the CPU.
   *
   * @param threads that one operation may use, at least 1; ND4J and libtorch, which computes heads
   *     and losses, have one setting each for the whole process
   */
  public Dl4jEngine(int threads) {
    Require.atLeast(1, threads, "threads");
    natives().setOmpNumThreads(threads);
    torch.set_num_threads(threads);
  }

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public String version() {
    boolean oneDnn = natives().buildInfo().contains("HAVE_ONEDNN");
    try {
      return "Deeplearning4j %s, %s oneDNN"
          .formatted(
              Loader.getVersion("org.deeplearning4j", "deeplearning4j-nn"),
              oneDnn ? "with" : "without");
    } catch (IOException e) {
      throw new UncheckedIOException("the class path has no version of Deeplearning4j", e);
    }
  }

  @Override
  public Network build(Architecture architecture, RandomGenerator random) {
    Layout layout = Layout.of(architecture);
    return new Dl4jNetwork(
        architecture,
        flat(Initializer.parameters(layout, architecture.initialization(), random)),
        flat(Initializer.statistics(layout)));
  }

  private static NativeOps natives() {
    Nd4j.getExecutioner(); // the holder is empty until ND4J has started
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  private static INDArray flat(float[] values) {
    return Nd4j.createFromArray(values.length == 0 ? new float[1] : values);
  }
}
