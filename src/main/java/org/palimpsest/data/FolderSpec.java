package org.palimpsest.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.tensor.Require;

/**
 * A folder of one's own images.
 *
 * @param folder holds {@code train/} and {@code test/}, each with a folder of images per class; or
 *     just a folder of images per class
 * @param testFraction in (0, 1): the share of each class that is split off for testing, used only
 *     where there are no {@code train/} and {@code test/}
 * @param fit how images are brought to one size; absent if they have one, which is kept
 * @param seed of the split
 * @param upright whether the camera's note of which way up it was is followed
 * @param leaveBadOut whether images that cannot be read are left out, instead of refusing all
 * @param channels 1 or 3 where an image that is not grey, or not in colour, is refused; absent if
 *     grey ones among those in colour become such
 * @param cut how the folder is cut by classes; absent if by images, or by lists of classes
 * @param layout in which order, and what folders within class folders are
 */
public record FolderSpec(
    Path folder,
    double testFraction,
    Optional<ImageFit> fit,
    long seed,
    boolean upright,
    boolean leaveBadOut,
    OptionalInt channels,
    Optional<FolderCut> cut,
    FolderLayout layout) {

  public static final double DEFAULT_TEST_FRACTION = 0.2;
  public static final int LARGEST_IMAGE = 4096;

  public FolderSpec {
    Require.within(0.001, 0.999, testFraction, "test-fraction");
  }

  /** A folder cut by images, brought to one size by their centre squares if that is wanted. */
  public FolderSpec(
      Path folder,
      double testFraction,
      OptionalInt imageSize,
      long seed,
      boolean upright,
      boolean leaveBadOut) {
    this(
        folder,
        testFraction,
        imageSize.isPresent()
            ? Optional.of(ImageFit.square(imageSize.getAsInt()))
            : Optional.empty(),
        seed,
        upright,
        leaveBadOut,
        OptionalInt.empty(),
        Optional.empty(),
        FolderLayout.USUAL);
  }

  /** A folder whose images are taken as they are stored, all of them. */
  public FolderSpec(Path folder, double testFraction, OptionalInt imageSize, long seed) {
    this(folder, testFraction, imageSize, seed, false, false);
  }

  /** The same with its images brought to one size. */
  FolderSpec fitted(ImageFit how) {
    return new FolderSpec(
        folder, testFraction, Optional.of(how), seed, upright, leaveBadOut, channels, cut, layout);
  }

  /**
   * What the data set is called: the last part of the folder's path, which nobody shall take for a
   * published data set.
   */
  public String name() {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return Datasets.names().contains(name) ? "folder " + name : name;
  }
}
