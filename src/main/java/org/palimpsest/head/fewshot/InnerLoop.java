package org.palimpsest.head.fewshot;

import java.util.Arrays;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.engine.torch.Tape;

/**
 * Gradient descent that a way back may go through: {@code w <- w - rate dL/dw} (Finn, Abbeel and
 * Levine, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks", ICML 2017, equation
 * 1).
 *
 * @param steps 0 or more
 * @param rate of a step
 * @param secondOrder whether the way back sees that the gradients depend on the weights; without,
 *     they are constants to it, and the memory of a step is free when it is done
 */
record InnerLoop(int steps, double rate, boolean secondOrder) {

  /** What is descended. */
  @FunctionalInterface
  interface Loss {

    /** One element. */
    Tensor at(Tensor... weights);
  }

  /**
   * Where the steps lead.
   *
   * @param start of weights of any shapes, nodes of the tape's graph or not
   * @return of the same shapes, in the scope of the tape
   */
  Tensor[] from(Tape tape, Loss loss, Tensor... start) {
    Tensor[] at = start;
    for (int step = 0; step < steps; step++) {
      Tensor[] slope =
          secondOrder ? tape.gradients(loss.at(at), true, at) : slope(loss, at).gradients();
      Tensor[] next = new Tensor[at.length];
      for (int i = 0; i < next.length; i++) {
        next[i] = at[i].sub(slope[i], new Scalar(rate));
      }
      at = next;
    }
    return at;
  }

  /**
   * A loss and its gradients, which are no nodes of any graph.
   *
   * @param gradients in the scope that was open
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once; compared by nobody
  record Slope(double loss, Tensor[] gradients) {}

  /** All else that it is computed with is gone afterwards. */
  static Slope slope(Loss loss, Tensor... at) {
    try (AutoGradMode on = new AutoGradMode(true);
        Tape own = new Tape()) {
      Tensor[] leaves =
          Arrays.stream(at)
              .map(weights -> weights.detach().set_requires_grad(true))
              .toArray(Tensor[]::new);
      Tensor value = loss.at(leaves);
      return new Slope(
          value.item_double(),
          Arrays.stream(own.gradients(value, false, leaves))
              .map(own::outlive)
              .toArray(Tensor[]::new));
    }
  }
}
