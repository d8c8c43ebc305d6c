package org.palimpsest.data;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.palimpsest.tensor.Require;

/**
 * A folder of one's own images.
 *
 * @param folder holds {@code train/} and {@code test/}, each with a folder of images per class; or
 *     just a folder of images per class
 * @param testFraction in (0, 1): the share of each class that is split off for testing, used only
 *     where there are no {@code train/} and {@code test/}
 * @param imageSize height and width that images are brought to: the centre square, resampled;
 *     absent if all images have one size, which is kept
 * @param seed of the split
 */
public record FolderSpec(Path folder, double testFraction, OptionalInt imageSize, long seed) {

  public static final double DEFAULT_TEST_FRACTION = 0.2;
  public static final int LARGEST_IMAGE = 4096;

  public FolderSpec {
    Require.within(0.001, 0.999, testFraction, "test-fraction");
    if (imageSize.isPresent()) {
      Require.within(1, LARGEST_IMAGE, imageSize.getAsInt(), "image-size");
    }
  }
}
