package org.palimpsest.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.palimpsest.tensor.Require;
import org.palimpsest.tensor.Seeds;

/**
 * Data sets whose classes return in several domains, made out of one that has a single domain.
 * Training and test images of a domain are made the same way. The normalisation stays that of the
 * images as they came.
 */
public final class Domains {

  private Domains() {}

  /**
   * One permutation of the pixels for each domain; more domains leave the first ones as they are.
   *
   * @param domains at least 1
   * @param padding black pixels added on each side before, at least 0
   * @param firstAsIs whether domain 0 keeps its pixels in place, but for the padding
   * @param seeds of the run; the permutation of a domain depends on it and on the size alone
   */
  public static Dataset permuted(
      Dataset dataset, int domains, int padding, boolean firstAsIs, Seeds seeds) {
    ImageSet images = dataset.train();
    List<ImageTransform> transforms = new ArrayList<>();
    for (int d = 0; d < Require.atLeast(1, domains, "domains"); d++) {
      transforms.add(
          d == 0 && firstAsIs
              ? PixelPermutation.none(images.channels(), images.height(), images.width(), padding)
              : PixelPermutation.random(
                  images.channels(),
                  images.height(),
                  images.width(),
                  padding,
                  seeds.generator("permutation", d)));
    }
    return inDomains(dataset, transforms);
  }

  /**
   * One rotation for each domain.
   *
   * @param degrees counter-clockwise, one per domain, at least one
   */
  public static Dataset rotated(Dataset dataset, List<Double> degrees) {
    ImageSet images = dataset.train();
    Function<Double, ImageTransform> rotation =
        angle -> new ImageRotation(images.channels(), images.height(), images.width(), angle);
    return inDomains(dataset, degrees.stream().map(rotation).toList());
  }

  /**
   * Angles drawn evenly; more domains leave the first ones as they are.
   *
   * @param largest in degrees, above 0
   * @return one per domain, in [0, largest)
   */
  public static List<Double> angles(int domains, double largest, Seeds seeds) {
    List<Double> angles = new ArrayList<>();
    for (int d = 0; d < Require.atLeast(1, domains, "domains"); d++) {
      RandomGenerator random = seeds.generator("rotation", d);
      angles.add(random.nextDouble() * largest);
    }
    return angles;
  }

  private static Dataset inDomains(Dataset dataset, List<ImageTransform> transforms) {
    return new Dataset(
        dataset.name(),
        dataset.train().inDomains(transforms),
        dataset.test().inDomains(transforms),
        dataset.normalization(),
        dataset.sha256(),
        dataset.leftOut(),
        dataset.split(),
        dataset.groups());
  }
}
