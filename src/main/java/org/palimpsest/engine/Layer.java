package org.palimpsest.engine;

/**
 * One layer of an {@link Architecture}. All act on {@code [batch, channels, height, width]}, or on
 * {@code [batch, features]} after {@link Flatten}.
 */
public sealed interface Layer {

  /**
   * Convolution with zero padding.
   *
   * <p>Weights {@code [filters, channels, size, size]}, then a bias {@code [filters]} if it has
   * one.
   */
  record Convolution(int filters, int size, int stride, int padding, boolean bias)
      implements Layer {}

  /**
   * Transposed convolution that doubles height and width: kernel 2x2, stride 2.
   *
   * <p>Weights {@code [channels, filters, 2, 2]}, then a bias {@code [filters]}.
   */
  record Upsampling(int filters) implements Layer {}

  /**
   * Batch normalisation over all but the channel axis (Ioffe and Szegedy 2015), epsilon 1e-5.
   *
   * <p>Parameters gain and shift, each {@code [channels]}; running statistics mean and unbiased
   * variance, each {@code [channels]}, moved by a tenth of the way per step.
   */
  record BatchNormalization() implements Layer {}

  /** {@code max(x, 0)}. */
  record Relu() implements Layer {}

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Layer {}

  /** Maximum over 2x2 windows, stride 2; an odd last row or column is dropped. */
  record MaxPooling() implements Layer {}

  /** Mean over height and width: {@code [batch, channels, h, w]} to {@code [batch, channels]}. */
  record GlobalAveragePooling() implements Layer {}

  /** {@code [batch, channels, h, w]} to {@code [batch, channels * h * w]}, channel first. */
  record Flatten() implements Layer {}

  /** {@code y = x W^T + b}; weights {@code [units, features]}, then a bias {@code [units]}. */
  record Dense(int units) implements Layer {}

  /**
   * {@code body(x) + shortcut(x)}; an empty shortcut is the identity (He et al. 2016).
   *
   * <p>Parameters of the body first.
   */
  record Residual(java.util.List<Layer> body, java.util.List<Layer> shortcut) implements Layer {
    public Residual {
      body = java.util.List.copyOf(body);
      shortcut = java.util.List.copyOf(shortcut);
    }
  }
}
