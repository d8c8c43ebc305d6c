package org.palimpsest.data;

/**
 * How an image is brought to another size. All but {@link #NEAREST} weigh source pixels by a
 * function of their distance, which is widened where the image shrinks, so that no pixel is lost.
 * The functions are those of the common imaging libraries; rounding may differ by one level.
 */
public enum Resample {
  /** The mean of the pixels that it lies on. */
  BOX(0.5) {
    @Override
    double weight(double x) {
      return x >= -0.5 && x < 0.5 ? 1 : 0;
    }
  },

  /** Linear interpolation. */
  TRIANGLE(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },

  /** Cubic convolution with a = -0.5 (Keys 1981). */
  CUBIC(2) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      double inner = (1.5 * a - 2.5) * a * a + 1;
      double outer = ((-0.5 * a + 2.5) * a - 4) * a + 2;
      return a < 1 ? inner : a < 2 ? outer : 0;
    }
  },

  /** A windowed sinc of three lobes. */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  },

  /** The one pixel whose centre is closest; two-coloured images stay two-coloured. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      throw new IllegalStateException("the nearest pixel is not weighed");
    }
  };

  private final double reach;

  Resample(double reach) {
    this.reach = reach;
  }

  /** The weight of a pixel at a distance in pixels of the smaller image. */
  abstract double weight(double x);

  private static double sinc(double x) {
    // StrictMath: the same image on every machine.
    return x == 0 ? 1 : StrictMath.sin(StrictMath.PI * x) / (StrictMath.PI * x);
  }

  /** Per target position the first source position, then its weights, which sum to 1. */
  double[][] weights(int size, int newSize) {
    double scale = (double) size / newSize;
    double[][] all = new double[newSize][];
    for (int i = 0; i < newSize; i++) {
      double centre = (i + 0.5) * scale;
      all[i] = this == NEAREST ? new double[] {Math.floor(centre), 1} : around(centre, scale, size);
    }
    return all;
  }

  private double[] around(double centre, double scale, int size) {
    double wide = Math.max(1, scale);
    int first = (int) Math.max(0, Math.floor(centre - reach * wide + 0.5));
    int last = (int) Math.min(size, Math.floor(centre + reach * wide + 0.5));
    double[] weights = new double[1 + last - first];
    double sum = 0;
    for (int k = first; k < last; k++) {
      double weight = weight((k + 0.5 - centre) / wide);
      weights[1 + k - first] = weight;
      sum += weight;
    }
    for (int k = 1; k < weights.length; k++) {
      weights[k] /= sum;
    }
    weights[0] = first;
    return weights;
  }
}
