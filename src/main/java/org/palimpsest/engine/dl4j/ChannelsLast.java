package org.palimpsest.engine.dl4j;

import java.util.Arrays;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Between {@code [batch, channels, height, width]}, as everyone else sees images and maps, and the
 * order of axes in memory that blocks work on. Flat features are the same in both.
 */
final class ChannelsLast {

  private ChannelsLast() {}

  /** Row-major with channels last: the array's own memory if it lies that way, or a copy. */
  static INDArray of(INDArray array, Buffer copy) {
    INDArray turned = turned(array);
    if (Arrays.equals(turned.stride(), ArrayUtil.calcStrides(turned.shape(), 'c'))) {
      return turned;
    }
    return copied(array, copy);
  }

  /** As {@link #of}, but always a copy, which may be changed. */
  static INDArray copied(INDArray array, Buffer copy) {
    INDArray turned = turned(array);
    return copy.like(turned).assign(turned);
  }

  /** Zeros in the place of {@link #copied}. */
  static INDArray zeros(INDArray array, Buffer buffer) {
    return buffer.like(turned(array)).assign(0);
  }

  /** The way back, over the same memory. */
  static INDArray undo(INDArray array) {
    return array.rank() == 4 ? array.permute(0, 3, 1, 2) : array;
  }

  private static INDArray turned(INDArray array) {
    return array.rank() == 4 ? array.permute(0, 2, 3, 1) : array;
  }
}
