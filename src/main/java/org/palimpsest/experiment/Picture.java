package org.palimpsest.experiment;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of small images to look at.
 *
 * @param name for the file
 * @param caption what each row is
 * @param rows each {@code [images, channels, height, width]}, values in [0, 1], 1 or 3 channels
 */
public record Picture(String name, String caption, List<INDArray> rows) {

  public Picture {
    rows = List.copyOf(rows);
  }
}
