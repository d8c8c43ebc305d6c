package org.palimpsest.data;

import org.palimpsest.tensor.Require;

/**
 * How Omniglot's drawings, 105 x 105 pixels of paper and ink, become images.
 *
 * @param side height and width that they are brought to, in [1, 105]
 * @param filter by which; papers rarely say, and accuracy depends on it
 * @param brightInk whether ink is 255 on paper of 0, or 0 on paper of 255 as they are stored
 */
public record DrawingForm(int side, Resample filter, boolean brightInk) {

  static final int DRAWN_SIDE = 105;
  static final int USUAL_SIDE = 28;

  /** 28 x 28 pixels by a triangle filter, ink bright. */
  public static final DrawingForm USUAL = new DrawingForm(USUAL_SIDE, Resample.TRIANGLE, true);

  public DrawingForm {
    Require.within(1, DRAWN_SIDE, side, "image-size");
  }
}
