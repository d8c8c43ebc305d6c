package org.palimpsest.head;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;

/** The slices of a tensor that belong to some classes. */
public final class ClassRows {

  private ClassRows() {}

  /**
   * Keeps only some classes along a dimension; without a copy where they are a range.
   *
   * @param tensor with one slice for each class of the experiment along {@code dimension}
   */
  public static Tensor of(Tensor tensor, long dimension, ClassSet classes) {
    if (classes.isRange()) {
      return classes.size() == tensor.size(dimension)
          ? tensor
          : tensor.narrow(dimension, classes.isEmpty() ? 0 : classes.first(), classes.size());
    }
    return torch.index_select(tensor, dimension, Tensors.classes(classes.toArray(), tensor));
  }

  /** Where a class's images stand in a list of class numbers. */
  static int[] positions(int[] classes, int number) {
    return IntStream.range(0, classes.length).filter(i -> classes[i] == number).toArray();
  }
}
