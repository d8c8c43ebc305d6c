package org.palimpsest.method;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of small images to look at.
 *
 * @param name for the file, such as {@code reconstructions}
 * @param caption what each row is, for the page
 * @param rows each {@code [images, channels, height, width]}, values in [0, 1], 1 or 3 channels
 */
public record Illustration(String name, String caption, List<INDArray> rows) {

  public Illustration {
    rows = List.copyOf(rows);
  }
}
