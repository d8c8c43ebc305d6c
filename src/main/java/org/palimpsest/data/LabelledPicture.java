package org.palimpsest.data;

import java.util.List;

/** One decoded image and its class. */
record LabelledPicture(Picture picture, int label) {

  /**
   * Puts pictures of one size into an image set, in this order.
   *
   * @param place what to call them in messages
   * @throws DataException if there are more bytes than an array holds
   */
  static ImageSet toImages(String place, List<LabelledPicture> all, List<String> classNames) {
    Picture first = all.get(0).picture();
    int size = first.pixels().length;
    if ((long) all.size() * size > Integer.MAX_VALUE - 8) {
      throw new DataException(
          place,
          "%,d images of %,d bytes".formatted(all.size(), size),
          "at most 2 GiB of pixels in a split; a smaller image-size helps");
    }
    byte[] pixels = new byte[all.size() * size];
    int[] labels = new int[all.size()];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(all.get(i).picture().pixels(), 0, pixels, i * size, size);
      labels[i] = all.get(i).label();
    }
    return new ImageSet(
        pixels, labels, first.channels(), first.height(), first.width(), classNames);
  }
}
