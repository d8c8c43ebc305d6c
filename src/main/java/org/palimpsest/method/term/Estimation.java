package org.palimpsest.method.term;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Shuffle;

/** Means over some of a session's images. */
final class Estimation {

  private Estimation() {}

  /** So many of a session's training images, drawn by chance; all if there are no more. */
  static Samples some(Phase phase, OptionalInt count) {
    Samples all = phase.session().train();
    if (count.isEmpty() || count.getAsInt() >= all.size()) {
      return all;
    }
    int[] order = Shuffle.of(all.size(), phase.random("importance"));
    return all.at(Arrays.copyOf(order, count.getAsInt()));
  }

  /** Divides all sums by a count, in place. */
  static Map<String, INDArray> divided(Map<String, INDArray> sums, int count) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      sums.values().forEach(sum -> Tensors.of(sum).div_(new Scalar((double) count)));
    }
    return sums;
  }
}
