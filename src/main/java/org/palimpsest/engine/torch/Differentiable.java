package org.palimpsest.engine.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The value of a scalar function of arrays together with its gradient with respect to each of them.
 * The gradients are views of libtorch's memory and live until this is closed.
 */
public final class Differentiable implements AutoCloseable {

  /** A function whose result is one number, written in libtorch operations. */
  @FunctionalInterface
  public interface Scalar {

    /** The value, a tensor of one element, of arguments in the order they were given. */
    Tensor at(Tensor... arguments);
  }

  private final double value;
  private final List<INDArray> gradients;
  private final List<Tensor> kept;

  private Differentiable(double value, List<INDArray> gradients, List<Tensor> kept) {
    this.value = value;
    this.gradients = gradients;
    this.kept = kept;
  }

  /**
   * Evaluates {@code function} and its gradient.
   *
   * @param arguments float32; every one gets a gradient, 0 where the function does not use it
   */
  public static Differentiable of(Scalar function, INDArray... arguments) {
    try (PointerScope scope = new PointerScope()) {
      Tensor[] inputs =
          Arrays.stream(arguments)
              .map(a -> Tensors.of(a).set_requires_grad(true))
              .toArray(Tensor[]::new);
      Tensor value = function.at(inputs);
      TensorVector gradients =
          torch.grad(
              new TensorVector(value),
              new TensorVector(inputs),
              new TensorVector(),
              new BoolOptional(),
              false,
              true);
      List<INDArray> views = new ArrayList<>();
      List<Tensor> kept = new ArrayList<>();
      for (int i = 0; i < inputs.length; i++) {
        Tensor gradient = gradients.get(i);
        Tensor whole = gradient.defined() ? new Tensor(gradient) : torch.zeros_like(inputs[i]);
        whole.retainReference();
        kept.add(whole);
        views.add(Tensors.view(whole));
      }
      return new Differentiable(value.item_double(), views, kept);
    }
  }

  public double value() {
    return value;
  }

  /** Gradient with respect to one argument, of that argument's shape. */
  public INDArray gradient(int argument) {
    return gradients.get(argument);
  }

  @Override
  public void close() {
    kept.forEach(Tensor::releaseReference);
  }
}
