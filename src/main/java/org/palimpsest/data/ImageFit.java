package org.palimpsest.data;

import org.palimpsest.tensor.Require;

/**
 * How images of many sizes become squares of one: the largest square around the centre, or all of
 * the image with its proportions lost, is brought to {@code resize}, of which the middle is taken.
 *
 * @param side of the squares, in pixels
 * @param resize side before the middle is taken, at least {@code side}; more cuts the border off
 * @param stretched whether proportions are lost, instead of what is outside the square
 * @param filter by which they are resampled
 */
public record ImageFit(int side, int resize, boolean stretched, Resample filter) {

  public ImageFit {
    Require.within(1, FolderSpec.LARGEST_IMAGE, side, "image-size");
    Require.within(side, FolderSpec.LARGEST_IMAGE, resize, "resize");
  }

  /** Centre squares, by a triangle filter. */
  public static ImageFit square(int side) {
    return new ImageFit(side, side, false, Resample.TRIANGLE);
  }

  Picture apply(Picture picture) {
    Picture whole = stretched ? picture : picture.square();
    return whole.resized(resize, resize, filter).middle(side);
  }
}
