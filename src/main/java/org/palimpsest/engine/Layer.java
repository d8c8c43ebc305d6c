package org.palimpsest.engine;

import java.util.List;

/**
 * One layer of an {@link Architecture}. All act on {@code [batch, channels, height, width]}, or on
 * {@code [batch, features]} after {@link Flatten}.
 */
public sealed interface Layer {

  /** Calls the visitor's method for this kind of layer. */
  <R> R accept(Visitor<R> visitor);

  /**
   * Something done to every kind of layer. There are no defaults, so that a new layer compiles only
   * once everything that walks over layers says what it does with it.
   *
   * @param <R> what comes of one layer
   */
  interface Visitor<R> {
    R convolution(Convolution layer);

    R upsampling(Upsampling layer);

    R batchNormalization(BatchNormalization layer);

    R relu(Relu layer);

    R leakyRelu(LeakyRelu layer);

    R sigmoid(Sigmoid layer);

    R maxPooling(MaxPooling layer);

    R subsampling(Subsampling layer);

    R fit(Fit layer);

    R globalAveragePooling(GlobalAveragePooling layer);

    R flatten(Flatten layer);

    R unflatten(Unflatten layer);

    R dense(Dense layer);

    R residual(Residual layer);
  }

  /**
   * Convolution with zero padding.
   *
   * <p>Weights {@code [filters, channels, size, size]}, then a bias {@code [filters]} if it has
   * one.
   */
  record Convolution(int filters, int size, int stride, int padding, boolean bias)
      implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.convolution(this);
    }
  }

  /**
   * Transposed convolution that doubles height and width: kernel 2x2, stride 2.
   *
   * <p>Weights {@code [channels, filters, 2, 2]}, then a bias {@code [filters]}.
   */
  record Upsampling(int filters) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.upsampling(this);
    }
  }

  /**
   * Batch normalisation over all but the channel axis (Ioffe and Szegedy 2015).
   *
   * <p>Parameters gain and shift, each {@code [channels]}; running statistics mean and unbiased
   * variance, each {@code [channels]}, moved by a tenth of the way per step. A batch with a single
   * value per channel has no variance: it is normalised by the running statistics, which stay.
   */
  record BatchNormalization() implements Layer {

    /** Added to the variance, whoever computes it. */
    public static final double EPSILON = 1e-5;

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.batchNormalization(this);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.relu(this);
    }
  }

  /** {@code x} where it is positive, else {@code slope * x} (Maas et al. 2013). */
  record LeakyRelu(double slope) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.leakyRelu(this);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.sigmoid(this);
    }
  }

  /** Maximum over 2x2 windows, stride 2; an odd last row or column is dropped. */
  record MaxPooling() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maxPooling(this);
    }
  }

  /**
   * Every second row and column, from the first on; behind the input's channels come channels of
   * zeros, {@code channels} in all. The shortcut without parameters of He et al. 2016, option A.
   *
   * <p>{@code [batch, c, h, w]} to {@code [batch, channels, ceil(h / 2), ceil(w / 2)]}.
   */
  record Subsampling(int channels) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.subsampling(this);
    }
  }

  /**
   * Rows at the bottom and columns on the right are cut off, or the last one is repeated, until the
   * image is {@code height} by {@code width}.
   */
  record Fit(int height, int width) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.fit(this);
    }
  }

  /** Mean over height and width: {@code [batch, channels, h, w]} to {@code [batch, channels]}. */
  record GlobalAveragePooling() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.globalAveragePooling(this);
    }
  }

  /** {@code [batch, channels, h, w]} to {@code [batch, channels * h * w]}, channel first. */
  record Flatten() implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.flatten(this);
    }
  }

  /** {@code [batch, features]} to {@code [batch, channels, height, width]}; undoes a flattening. */
  record Unflatten(int channels, int height, int width) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unflatten(this);
    }
  }

  /** {@code y = x W^T + b}; weights {@code [units, features]}, then a bias {@code [units]}. */
  record Dense(int units) implements Layer {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.dense(this);
    }
  }

  /**
   * {@code body(x) + shortcut(x)}; an empty shortcut is the identity (He et al. 2016).
   *
   * <p>Parameters of the body first.
   */
  record Residual(List<Layer> body, List<Layer> shortcut) implements Layer {
    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.residual(this);
    }
  }
}
