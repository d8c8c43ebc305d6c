package org.palimpsest.tensor;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Something that keeps arrays. Checkpoint, budget in bytes and export are made of these lists. */
public interface Keeps {

  /** All that it keeps now, none twice. */
  List<Kept> kept();

  /**
   * Goes on from what {@link #kept()} held, perhaps in another process.
   *
   * @param saved by name; the caller may free the arrays afterwards
   * @throws IllegalArgumentException naming an array that is missing or does not fit
   */
  void restore(Map<String, INDArray> saved);
}
