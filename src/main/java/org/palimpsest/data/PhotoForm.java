package org.palimpsest.data;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model wants of pictures that it has not seen: their size, and how pictures of other sizes
 * are brought to it.
 *
 * @param channels 1 for grey, 3 for red, green and blue; pictures in the other form are brought to
 *     it
 * @param height pixels
 * @param width pixels
 * @param fit how the data set that it learnt from came to that size, if it was not born with it
 * @param upright whether the camera's note of which way up it was is followed
 */
public record PhotoForm(
    int channels, int height, int width, Optional<ImageFit> fit, boolean upright) {

  /** The square that pictures are brought to; empty if images are no squares. */
  private Optional<ImageFit> square() {
    return fit.or(() -> height == width ? Optional.of(ImageFit.square(height)) : Optional.empty());
  }

  /** For the decoder, which reads far larger pictures at fewer pixels. */
  OptionalInt side() {
    return square().map(to -> OptionalInt.of(to.resize())).orElse(OptionalInt.empty());
  }

  /** Pixels as the model wants them, {@code [channels, height, width]}. */
  byte[] pixels(Picture picture) {
    Picture coloured = channels == 1 ? picture.grey() : picture.coloured();
    boolean fits = coloured.height() == height && coloured.width() == width && fit.isEmpty();
    return (fits ? coloured : resized(coloured)).pixels();
  }

  private Picture resized(Picture picture) {
    return square().map(to -> to.apply(picture)).orElseGet(() -> picture.resized(height, width));
  }
}
