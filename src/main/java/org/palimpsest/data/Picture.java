package org.palimpsest.data;

import java.awt.image.BufferedImage;

/**
 * One decoded image.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param pixels {@code [channels, height, width]}, unsigned bytes
 */
@SuppressWarnings("ArrayRecordComponent") // on its way from the decoder to the image set
record Picture(int channels, int height, int width, byte[] pixels) {

  /** The same image with three channels. */
  Picture coloured() {
    if (channels == 3) {
      return this;
    }
    byte[] all = new byte[3 * pixels.length];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(pixels, 0, all, c * pixels.length, pixels.length);
    }
    return new Picture(3, height, width, all);
  }

  /** The same image with one channel: luma as of ITU-R BT.601. */
  Picture grey() {
    if (channels == 1) {
      return this;
    }
    int plane = height * width;
    byte[] luma = new byte[plane];
    for (int i = 0; i < plane; i++) {
      int red = pixels[i] & 0xff;
      int green = pixels[i + plane] & 0xff;
      int blue = pixels[i + 2 * plane] & 0xff;
      luma[i] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    }
    return new Picture(1, height, width, luma);
  }

  /** For the screen, no side longer than this. */
  BufferedImage preview(int longest) {
    double scale = Math.min(1, (double) longest / Math.max(height, width));
    int rows = (int) Math.max(1, Math.round(height * scale));
    int columns = (int) Math.max(1, Math.round(width * scale));
    byte[] rgb = coloured().resized(rows, columns).pixels();
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    int plane = rows * columns;
    for (int i = 0; i < plane; i++) {
      int colour =
          ((rgb[i] & 0xff) << 16) | ((rgb[i + plane] & 0xff) << 8) | (rgb[i + 2 * plane] & 0xff);
      image.setRGB(i % columns, i / columns, colour);
    }
    return image;
  }

  /**
   * Turned and mirrored as a camera's note says.
   *
   * @param orientation 1 to 8, which side of the scene the first row and the first column are
   */
  Picture upright(int orientation) {
    if (orientation == Exif.UPRIGHT) {
      return this;
    }
    boolean lies = orientation > 4;
    // What of the stored rows and columns runs backwards.
    boolean fromBelow =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    int newHeight = lies ? width : height;
    int newWidth = lies ? height : width;
    byte[] turned = new byte[pixels.length];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          int down = fromBelow ? newHeight - 1 - y : y;
          int across = fromRight ? newWidth - 1 - x : x;
          int row = lies ? across : down;
          int column = lies ? down : across;
          turned[(c * newHeight + y) * newWidth + x] = pixels[(c * height + row) * width + column];
        }
      }
    }
    return new Picture(channels, newHeight, newWidth, turned);
  }

  /** Turned counter-clockwise by a quarter as often as this; square pictures only. */
  Picture turned(int quarters) {
    Picture turned = this;
    for (int i = 0; i < quarters; i++) {
      turned = turned.upright(8);
    }
    return turned;
  }

  /** The largest square around the centre; of two, the upper or the left one. */
  Picture square() {
    if (height == width) {
      return this;
    }
    return middle(Math.min(height, width));
  }

  /** The square of this side around the centre; of two, the upper or the left one. */
  Picture middle(int side) {
    if (height == side && width == side) {
      return this;
    }
    int top = (height - side) / 2;
    int left = (width - side) / 2;
    byte[] cropped = new byte[channels * side * side];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < side; y++) {
        int from = (c * height + top + y) * width + left;
        System.arraycopy(pixels, from, cropped, (c * side + y) * side, side);
      }
    }
    return new Picture(channels, side, side, cropped);
  }

  /**
   * Resampled to another size with a triangle filter, which averages over all source pixels when
   * the image shrinks and interpolates linearly when it grows.
   */
  Picture resized(int newHeight, int newWidth) {
    return resized(newHeight, newWidth, Resample.TRIANGLE);
  }

  /** Resampled to another size. */
  Picture resized(int newHeight, int newWidth, Resample how) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    double[][] rows = how.weights(height, newHeight);
    double[][] columns = how.weights(width, newWidth);
    byte[] out = new byte[channels * newHeight * newWidth];
    double[] narrowed = new double[height * newWidth];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < newWidth; x++) {
          narrowed[y * newWidth + x] = row(columns[x], (c * height + y) * width);
        }
      }
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          double sum = 0;
          double[] weights = rows[y];
          int first = (int) weights[0];
          for (int k = 1; k < weights.length; k++) {
            sum += weights[k] * narrowed[(first + k - 1) * newWidth + x];
          }
          out[(c * newHeight + y) * newWidth + x] =
              (byte) Math.round(Math.max(0, Math.min(255, sum)));
        }
      }
    }
    return new Picture(channels, newHeight, newWidth, out);
  }

  private double row(double[] weights, int from) {
    double sum = 0;
    int first = from + (int) weights[0];
    for (int k = 1; k < weights.length; k++) {
      sum += weights[k] * (pixels[first + k - 1] & 0xff);
    }
    return sum;
  }
}
