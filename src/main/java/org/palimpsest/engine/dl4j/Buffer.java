package org.palimpsest.engine.dl4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Memory for one result that is computed again and again. It grows to the largest shape asked for
 * and is then reused, so that a training step leaves nothing to the garbage collector.
 */
final class Buffer implements AutoCloseable {

  private @Nullable INDArray memory;
  private @Nullable INDArray view;

  /** Row-major; the same memory at every call, 0 when it is new. */
  INDArray of(DataType type, long... shape) {
    if (view != null && Arrays.equals(view.shape(), shape)) {
      return view;
    }
    long length = 1;
    for (long side : shape) {
      length *= side;
    }
    INDArray whole = memory;
    if (whole == null || whole.length() < length) {
      close();
      whole = Nd4j.zeros(type, length);
      memory = whole;
    }
    INDArray shaped = whole.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
    view = shaped;
    return shaped;
  }

  /** As another array: of its type and shape. */
  INDArray like(INDArray array) {
    return of(array.dataType(), array.shape());
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    memory = null;
    view = null;
  }
}
