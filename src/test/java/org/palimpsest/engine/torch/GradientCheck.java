package org.palimpsest.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.tensor.Seeds;

/** Gradients of a scalar function against central differences, in double precision. */
public final class GradientCheck {

  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  private GradientCheck() {}

  /** A function whose result is one number, written in libtorch operations. */
  @FunctionalInterface
  public interface Scalar {

    /** The value, a tensor of one element, of arguments in the order they were given. */
    Tensor at(Tensor... arguments);
  }

  /** Demands agreement of every partial derivative, relative to the largest of its argument. */
  public static void check(Scalar function, Tensor... arguments) {
    for (Tensor argument : arguments) {
      argument.set_requires_grad(true);
    }
    Tensor[] gradients = gradients(function.at(arguments), arguments);
    for (int a = 0; a < arguments.length; a++) {
      Tensor gradient = gradients[a].contiguous();
      double scale = Math.max(1e-3, gradient.abs().max().item_double());
      DoublePointer memory = arguments[a].data_ptr_double();
      for (long i = 0; i < arguments[a].numel(); i++) {
        double at = memory.get(i);
        memory.put(i, at + STEP);
        double above = function.at(arguments).item_double();
        memory.put(i, at - STEP);
        double below = function.at(arguments).item_double();
        memory.put(i, at);
        assertThat(gradient.data_ptr_double().get(i))
            .as("argument %d, element %d", a, i)
            .isCloseTo((above - below) / (2 * STEP), within(TOLERANCE * scale));
      }
    }
  }

  /** Gradients of a number, 0 with respect to what it does not depend on. */
  static Tensor[] gradients(Tensor value, Tensor... arguments) {
    TensorVector gradients =
        torch.grad(
            new TensorVector(value),
            new TensorVector(arguments),
            new TensorVector(),
            new BoolOptional(),
            false,
            true);
    return IntStream.range(0, arguments.length)
        .mapToObj(
            i ->
                gradients.get(i).defined()
                    ? new Tensor(gradients.get(i))
                    : torch.zeros_like(arguments[i]))
        .toArray(Tensor[]::new);
  }

  /** Standard normal numbers, float64, the same at every call. */
  public static Tensor normal(long seed, long... shape) {
    int n = 1;
    for (long side : shape) {
      n *= Math.toIntExact(side);
    }
    var random = new Seeds(seed).generator("gradient-check");
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextGaussian();
    }
    try (DoublePointer memory = new DoublePointer(values)) {
      return torch.from_blob(memory, shape, new TensorOptions(torch.ScalarType.Double)).clone();
    }
  }
}
