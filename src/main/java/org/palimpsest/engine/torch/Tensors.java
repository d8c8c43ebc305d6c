package org.palimpsest.engine.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Passage between ND4J and libtorch over the same memory. Nothing is copied unless the name says
 * so; whoever made the memory has to outlive the other side's view.
 */
public final class Tensors {

  /** Whether this thread's ND4J has made what it keeps for good. */
  private static final ThreadLocal<INDArray> READY =
      ThreadLocal.withInitial(
          () -> Nd4j.zeros(DataType.FLOAT, 2, 2).addiRowVector(Nd4j.zeros(DataType.FLOAT, 2)));

  private Tensors() {}

  /**
   * What is made on this thread from here on is freed when the scope closes; no other way to open
   * one. ND4J keeps a pointer for each thread that it makes at the first operation with a
   * dimension: made within a scope, it would be freed with it, and each such operation after that
   * would fail.
   */
  public static PointerScope scope() {
    READY.get();
    return new PointerScope();
  }

  /**
   * A tensor on the memory of an array, strides included. The array is kept alive until the
   * innermost {@link PointerScope} closes; outside of any, the caller keeps it.
   *
   * @throws IllegalArgumentException if the array is neither float32 nor float64
   */
  public static Tensor of(INDArray array) {
    ScalarType type = type(array);
    Held memory = new Held(array);
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.attach(memory);
    }
    return torch.from_blob(memory, array.shape(), array.stride(), new TensorOptions(type));
  }

  private static ScalarType type(INDArray array) {
    return switch (array.dataType()) {
      case FLOAT -> ScalarType.Float;
      case DOUBLE -> ScalarType.Double;
      default ->
          throw new IllegalArgumentException(
              "%s array, expected FLOAT or DOUBLE".formatted(array.dataType()));
    };
  }

  /**
   * The address of an array's memory, and the array itself: without it ND4J would free the memory
   * at the next garbage collection, while libtorch still reads it.
   */
  private static final class Held extends FloatPointer {
    private final INDArray owner;

    Held(INDArray owner) {
      super(owner.data().addressPointer());
      this.owner = owner;
    }

    @Override
    public String toString() {
      return "memory of " + owner.shapeInfoToString();
    }
  }

  /** An array on the memory of a float32 tensor, strides included. The tensor must outlive it. */
  public static INDArray view(Tensor tensor) {
    long extent = 1;
    long[] shape = shape(tensor);
    long[] strides = new long[shape.length];
    for (int d = 0; d < shape.length; d++) {
      strides[d] = tensor.stride(d);
      extent += (shape[d] - 1) * strides[d];
    }
    FloatPointer memory = new FloatPointer(tensor.data_ptr()).capacity(extent);
    return Nd4j.create(
        Nd4j.createBuffer(memory, extent, DataType.FLOAT), shape, strides, 0, 'c', DataType.FLOAT);
  }

  /** A new array with the values of a tensor, in the tensor's own memory layout. */
  public static INDArray copy(Tensor tensor) {
    INDArray array = like(tensor);
    of(array).copy_(tensor);
    return array;
  }

  /**
   * Feature maps stay channels-last, position by position: turning them would cost more than
   * copying them, and attention reads them that way.
   */
  private static INDArray like(Tensor tensor) {
    long[] shape = shape(tensor);
    if (shape.length == 4 && tensor.is_contiguous(MemoryFormat.ChannelsLast)) {
      return Nd4j.createUninitialized(
              DataType.FLOAT, new long[] {shape[0], shape[2], shape[3], shape[1]}, 'c')
          .permute(0, 3, 1, 2);
    }
    return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
  }

  /** A copy of class numbers as libtorch's losses want them: int64, {@code [numbers.length]}. */
  public static Tensor classes(int[] numbers) {
    long[] wide = new long[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    try (LongPointer memory = new LongPointer(wide)) {
      // The clone owns its memory, so that the pointer may go.
      return torch
          .from_blob(memory, new long[] {wide.length}, new TensorOptions(ScalarType.Long))
          .clone();
    }
  }

  /** The same beside another tensor, on its device. */
  public static Tensor classes(int[] numbers, Tensor beside) {
    return classes(numbers).to(beside.device(), ScalarType.Long);
  }

  /** The shape of a tensor. */
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[Math.toIntExact(tensor.dim())];
    for (int d = 0; d < shape.length; d++) {
      shape[d] = tensor.size(d);
    }
    return shape;
  }
}
