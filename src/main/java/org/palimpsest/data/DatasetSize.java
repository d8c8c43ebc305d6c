package org.palimpsest.data;

import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.data.ClassSplit.Role;

/**
 * What is known of a data set before it is loaded.
 *
 * @param trainImages all training images
 * @param testImages all test images
 * @param fewestTrainImages those of the class that has the fewest
 * @param fewestTestImages those of the class that has the fewest
 * @param shares what is for what, if it is cut by classes; empty if not
 */
public record DatasetSize(
    int classes,
    int channels,
    int height,
    int width,
    int trainImages,
    int testImages,
    int fewestTrainImages,
    int fewestTestImages,
    Map<Role, Share> shares) {

  /**
   * Classes for one purpose.
   *
   * @param fewestImages of the class that has the fewest, training and test images together
   */
  public record Share(int classes, int fewestImages) {}

  public DatasetSize {
    shares = Map.copyOf(shares);
  }

  /** Of a data set that is not cut by classes. */
  public DatasetSize(
      int classes,
      int channels,
      int height,
      int width,
      int trainImages,
      int testImages,
      int fewestTrainImages,
      int fewestTestImages) {
    this(
        classes,
        channels,
        height,
        width,
        trainImages,
        testImages,
        fewestTrainImages,
        fewestTestImages,
        Map.of());
  }

  /** Whether it is cut by classes. */
  public boolean isCut() {
    return !shares.isEmpty();
  }

  /** What there is for one purpose: all, if it is not cut by classes. */
  public Share share(Role role) {
    Share all = new Share(classes, fewestTrainImages + fewestTestImages);
    return isCut() ? shares.getOrDefault(role, new Share(0, 0)) : all;
  }

  DatasetSize cutInto(Map<Role, Share> parts) {
    return times(1, parts);
  }

  /** With every class four times, by quarter turns. */
  DatasetSize turned() {
    int turns = QuarterTurns.TURNS;
    Map<Role, Share> more = new TreeMap<>();
    shares.forEach((role, s) -> more.put(role, new Share(turns * s.classes, s.fewestImages)));
    return times(turns, more);
  }

  /** With every class several times, cut into shares. */
  private DatasetSize times(int copies, Map<Role, Share> parts) {
    return new DatasetSize(
        copies * classes,
        channels,
        height,
        width,
        copies * trainImages,
        copies * testImages,
        fewestTrainImages,
        fewestTestImages,
        parts);
  }
}
