package org.palimpsest.head;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.Features;

/**
 * The trained cosine classifier for the base classes, the class mean as the row of each novel one
 * (weight imprinting, Qi et al. 2018).
 */
public final class CosineHead extends WeightHead {

  public CosineHead(Classifier.Cosine classifier) {
    super(classifier);
  }

  @Override
  INDArray newRows(INDArray known, ClassMemory memory, Features shots, int[] classes) {
    return memory.prototypes().get(NDArrayIndex.interval(known.size(0), memory.classes()));
  }
}
