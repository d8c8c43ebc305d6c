package org.palimpsest.data;

import org.palimpsest.tensor.Require;

/**
 * Random changes of training images, drawn anew for each image of each batch.
 *
 * @param cropPadding zero pixels added on each side before a crop of the original size; 0 for none
 * @param flip whether an image is mirrored left to right with probability 1/2
 */
public record Augmentation(int cropPadding, boolean flip) {

  public static final Augmentation NONE = new Augmentation(0, false);

  public Augmentation {
    Require.atLeast(0, cropPadding, "crop-padding");
  }
}
