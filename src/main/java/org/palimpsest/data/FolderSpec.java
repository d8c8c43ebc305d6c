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
 * @param upright whether the camera's note of which way up it was is followed
 * @param leaveBadOut whether images that cannot be read are left out, instead of refusing all
 */
public record FolderSpec(
    Path folder,
    double testFraction,
    OptionalInt imageSize,
    long seed,
    boolean upright,
    boolean leaveBadOut) {

  public static final double DEFAULT_TEST_FRACTION = 0.2;
  public static final int LARGEST_IMAGE = 4096;

  public FolderSpec {
    Require.within(0.001, 0.999, testFraction, "test-fraction");
    if (imageSize.isPresent()) {
      Require.within(1, LARGEST_IMAGE, imageSize.getAsInt(), "image-size");
    }
  }

  /** A folder whose images are taken as they are stored, all of them. */
  public FolderSpec(Path folder, double testFraction, OptionalInt imageSize, long seed) {
    this(folder, testFraction, imageSize, seed, false, false);
  }

  /** What the data set is called: the last part of the folder's path. */
  public String name() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }
}
