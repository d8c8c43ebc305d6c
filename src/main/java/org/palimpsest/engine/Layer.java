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
   * variance, each {@code [channels]}, moved by a tenth of the way per step. A batch with a single
   * value per channel has no variance: it is normalised by the running statistics, which stay.
   */
  record BatchNormalization() implements Layer {}

  /** {@code max(x, 0)}. */
  record Relu() implements Layer {}

  /** {@code x} where it is positive, else {@code slope * x} (Maas et al. 2013). */
  record LeakyRelu(double slope) implements Layer {}

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Layer {}

  /** Maximum over 2x2 windows, stride 2; an odd last row or column is dropped. */
  record MaxPooling() implements Layer {}

  /**
   * Every second row and column, from the first on; behind the input's channels come channels of
   * zeros, {@code channels} in all. The shortcut without parameters of He et al. 2016, option A.
   *
   * <p>{@code [batch, c, h, w]} to {@code [batch, channels, ceil(h / 2), ceil(w / 2)]}.
   */
  record Subsampling(int channels) implements Layer {}

  /**
   * Rows at the bottom and columns on the right are cut off, or the last one is repeated, until the
   * image is {@code height} by {@code width}.
   */
  record Fit(int height, int width) implements Layer {}

  /** Mean over height and width: {@code [batch, channels, h, w]} to {@code [batch, channels]}. */
  record GlobalAveragePooling() implements Layer {}

  /** {@code [batch, channels, h, w]} to {@code [batch, channels * h * w]}, channel first. */
  record Flatten() implements Layer {}

  /** {@code [batch, features]} to {@code [batch, channels, height, width]}; undoes a flattening. */
  record Unflatten(int channels, int height, int width) implements Layer {}

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
