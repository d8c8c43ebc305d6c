package org.palimpsest.head;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.torch.Tensors;

/**
 * Cosine similarity to the mean of each class, base classes included (Snell et al. 2017, with
 * cosine in place of the Euclidean distance).
 */
public record PrototypeHead(Classifier.Cosine classifier) implements Head {

  @Override
  public boolean needsMaps() {
    return false;
  }

  @Override
  public void join(ClassMemory memory, Features shots, int[] classes, INDArray baseWeights) {
    // The means in the memory are all there is to know.
  }

  @Override
  public INDArray scores(Features queries, ClassMemory memory, int from, int to) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor prototypes = Tensors.of(memory.prototypes()).narrow(0, from, to - from);
      return Tensors.copy(classifier.logits(Tensors.of(queries.embedding()), prototypes));
    }
  }

  @Override
  public Map<String, INDArray> parameters() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, INDArray> parameters) {
    // Nothing is trained here.
  }
}
