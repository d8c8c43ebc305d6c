package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/** How embeddings are scored against class means. */
interface MeanAnswer extends Keeps {

  /**
   * Scores, higher is likelier.
   *
   * @param embeddings {@code [queries, width]}
   * @param means of the classes that are asked, {@code [classes, width]}
   * @param among those classes
   * @return {@code [queries, classes]}
   */
  Tensor scores(Tensor embeddings, Tensor means, ClassSet among);

  /**
   * The same for other programs; empty if that is not written down.
   *
   * @param means of the classes that are asked, {@code [classes, width]}
   */
  default Optional<ScoreScript> script(INDArray means) {
    return Optional.empty();
  }

  /** Called when a session is over. */
  default void settle(Lesson lesson, Rows rows) {}

  /** Whether a class's score stays as it is when others join. */
  default boolean isIndependent() {
    return true;
  }

  @Override
  default List<Kept> kept() {
    return List.of();
  }

  @Override
  default void restore(Map<String, INDArray> saved) {}

  /** {@code scale cos(e, mean)}. */
  record Cosine(Classifier.Cosine classifier) implements MeanAnswer {
    @Override
    public Tensor scores(Tensor embeddings, Tensor means, ClassSet among) {
      return classifier.logits(embeddings, means);
    }

    @Override
    public Optional<ScoreScript> script(INDArray means) {
      return Optional.of(classifier.script(means));
    }
  }
}
