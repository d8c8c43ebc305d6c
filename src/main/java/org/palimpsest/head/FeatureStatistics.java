package org.palimpsest.head;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.tensor.Keeps;

/** What is gathered of features, session by session, and answers; nothing here has a gradient. */
interface FeatureStatistics extends Keeps {

  /**
   * Takes in a session's images, each once.
   *
   * @param embeddings {@code [images, width]}, float32
   * @param classes of the images
   */
  void add(INDArray embeddings, int[] classes, Lesson lesson);

  /**
   * Scores, higher is likelier.
   *
   * @param embeddings {@code [queries, width]}, float32
   * @return {@code [queries, among.size()]}, float32
   */
  INDArray scores(INDArray embeddings, ClassSet among);

  /** Whether a class's score stays as it is when others join. */
  default boolean isIndependent() {
    return false;
  }
}
