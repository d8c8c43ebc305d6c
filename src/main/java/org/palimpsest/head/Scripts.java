package org.palimpsest.head;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;

/** What heads' programs for others have in common. */
final class Scripts {

  /** Sets {@code unit}, the embeddings at length 1. */
  static final String UNIT_EMBEDDING =
      "unit = embedding / embedding.square().sum([1], True).sqrt().clamp(min=1e-12)";

  private Scripts() {}

  /** Rows at length 1, a copy. */
  static INDArray unit(INDArray rows) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      return Tensors.copy(torch.normalize(Tensors.of(rows)));
    }
  }

  /** What belongs to some classes of something with one slice for each, a copy. */
  static INDArray of(INDArray all, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      return Tensors.copy(ClassRows.of(Tensors.of(all), 0, among));
    }
  }
}
