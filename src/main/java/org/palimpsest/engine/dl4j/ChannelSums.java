package org.palimpsest.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums over all axes but the last, as a product with a vector of ones: ND4J's reductions over the
 * leading axes take ten times as long.
 */
final class ChannelSums {

  private final Buffer ones;

  ChannelSums(Buffer ones) {
    this.ones = ones;
  }

  /** Overwrites {@code sums}, {@code [channels]}. */
  void of(INDArray array, INDArray sums) {
    INDArray rows = rows(array);
    INDArray one = ones.of(array.dataType(), rows.size(0));
    one.assign(1);
    Ops.matmul(rows, one, sums, true, false);
  }

  /** {@code [rows, channels]} over the same memory: every axis but the last becomes one. */
  private static INDArray rows(INDArray array) {
    long channels = array.size(array.rank() - 1);
    return array.rank() == 2 ? array : array.reshape('c', array.length() / channels, channels);
  }
}
