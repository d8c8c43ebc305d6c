package org.palimpsest.head;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Optimizer;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.engine.torch.Differentiable;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;

/**
 * The trained linear classifier for the base classes; the rows of novel classes are fitted to their
 * few embeddings, against all classes seen, while earlier rows stay as they are.
 */
public final class LinearHead extends WeightHead {

  private final int steps;
  private final OptimizerSpec optimizer;

  /**
   * A head that has seen no class.
   *
   * @param steps of gradient descent over all of a session's shots at once; 0 leaves new rows at 0
   */
  public LinearHead(int steps, OptimizerSpec optimizer) {
    super(new Classifier.Linear());
    this.steps = steps;
    this.optimizer = optimizer;
  }

  @Override
  INDArray newRows(INDArray known, ClassMemory memory, Features shots, int[] classes) {
    INDArray rows = Nd4j.zeros(DataType.FLOAT, memory.classes() - known.size(0), known.size(1));
    INDArray gradients = rows.dup();
    try (Optimizer descent = new Optimizer(optimizer, rows, gradients)) {
      for (int step = 0; step < steps; step++) {
        try (PointerScope scope = new PointerScope();
            Differentiable loss =
                Differentiable.of(
                    in -> {
                      Tensor all = torch.cat(new TensorVector(Tensors.of(known), in[0]), 0);
                      Tensor logits = classifier().logits(Tensors.of(shots.embedding()), all);
                      return CrossEntropy.of(logits, Tensors.classes(classes));
                    },
                    rows)) {
          gradients.assign(loss.gradient(0));
          descent.step((double) step / steps);
        }
      }
    }
    return rows;
  }
}
