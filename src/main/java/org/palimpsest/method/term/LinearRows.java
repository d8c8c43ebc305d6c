package org.palimpsest.method.term;

import org.bytedeco.pytorch.Tensor;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Model;

/** The rows of a linear head. */
final class LinearRows {

  private LinearRows() {}

  /** The memory in use, {@code [classes, width + 1]}; the last column is the bias. */
  static Tensor of(Model model) {
    if (!model.head().isLinear()) {
      throw new IllegalArgumentException("this head is not linear");
    }
    return Tensors.of(model.head().parameters().get(0).values());
  }
}
