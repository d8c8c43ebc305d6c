package org.palimpsest.head;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Features;

/** Features to class scores. */
public interface Head {

  /** How the classifier that trains the encoder in the base session makes logits. */
  Classifier classifier();

  /** Whether class memories have to hold feature maps. */
  boolean needsMaps();

  /**
   * Takes in new classes; their averages are already in the memory.
   *
   * @param shots features of the new classes' training images
   * @param classes their class numbers
   * @param baseWeights the classifier's rows as the base session trained them, {@code [base
   *     classes, columns]}
   */
  void join(ClassMemory memory, Features shots, int[] classes, INDArray baseWeights);

  /**
   * Scores against the classes {@code from .. to - 1}. A score does not depend on the range that is
   * asked for.
   *
   * @return {@code [queries, to - from]}, float32, higher is likelier
   */
  INDArray scores(Features queries, ClassMemory memory, int from, int to);

  /** Everything trained here, by name; the memory in use. */
  Map<String, INDArray> parameters();

  /** The same as {@link #parameters()}, in parts that each have a name and a shape of their own. */
  default Map<String, INDArray> tensors() {
    return parameters();
  }

  /** Takes over what {@link #parameters()} of an earlier process held. */
  void restore(Map<String, INDArray> parameters);
}
