package org.palimpsest.head;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.torch.Tensors;

/** A head that keeps one row of weights a class: the base classes' rows as they were trained. */
abstract class WeightHead implements Head {

  private final Classifier classifier;
  private @Nullable INDArray weights;

  WeightHead(Classifier classifier) {
    this.classifier = classifier;
  }

  /**
   * Rows for classes that just joined.
   *
   * @param known rows of the classes before them, {@code [known, columns]}
   * @return {@code [new, columns]}
   */
  abstract INDArray newRows(INDArray known, ClassMemory memory, Features shots, int[] classes);

  @Override
  public final Classifier classifier() {
    return classifier;
  }

  @Override
  public final boolean needsMaps() {
    return false;
  }

  @Override
  public final void join(ClassMemory memory, Features shots, int[] classes, INDArray baseWeights) {
    INDArray known = weights == null ? baseWeights.dup() : weights;
    if (memory.classes() > known.size(0)) {
      INDArray rows = newRows(known, memory, shots, classes);
      INDArray all = Nd4j.create(DataType.FLOAT, memory.classes(), known.size(1));
      all.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, known.size(0))).assign(known);
      all.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(known.size(0), memory.classes()))
          .assign(rows);
      known = all;
    }
    weights = known;
  }

  @Override
  public final INDArray scores(Features queries, ClassMemory memory, int from, int to) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradient = new NoGradGuard()) {
      if (weights == null) {
        throw new IllegalStateException("no class has joined yet");
      }
      Tensor rows = Tensors.of(weights).narrow(0, from, to - from);
      return Tensors.copy(classifier.logits(Tensors.of(queries.embedding()), rows));
    }
  }

  @Override
  public final Map<String, INDArray> parameters() {
    return weights == null ? Map.of() : Map.of("weights", weights);
  }

  @Override
  public final void restore(Map<String, INDArray> parameters) {
    weights = parameters.get("weights");
  }
}
