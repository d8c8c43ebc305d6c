package org.palimpsest.head;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.torch.Tensors;

/**
 * What any encoder can answer to a few examples: the class whose mean embedding has the largest
 * cosine (Snell et al. 2017, with the cosine in place of the Euclidean distance).
 */
public final class SupportMeans {

  /** For people. */
  public static final String WORDS = "the nearest mean of the support's embeddings, by cosine";

  /** On the cosines, as heads of class means have it. */
  private static final double SCALE = 16;

  private SupportMeans() {}

  /**
   * Scores of queries, {@code 16 cos(e, mean)}.
   *
   * @param support embeddings, {@code [support, width]}
   * @param shape which of them are of which class
   * @param queries embeddings, {@code [queries, width]}
   * @return {@code [queries, ways]}, float32
   */
  public static INDArray scores(INDArray support, EpisodeShape shape, INDArray queries) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor means = shape.means(Tensors.of(support));
      return Tensors.copy(new Classifier.Cosine(SCALE).logits(Tensors.of(queries), means));
    }
  }
}
