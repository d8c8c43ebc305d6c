package org.palimpsest.engine.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Trace;

/** A pass of a {@link TorchNetwork}; everything libtorch allocated for it is freed on closing. */
final class TorchTrace implements Trace {

  private final PointerScope scope;
  private final Placement placement;
  private final Tensor input;
  private final Tensor map;
  private final Tensor embedding;
  private final Tensor[] leaves;
  private final Tensor[] gradientSlots;
  private final Features output;
  private @Nullable INDArray inputGradient;

  TorchTrace(
      PointerScope scope,
      Placement placement,
      Tensor input,
      Tensor map,
      Tensor embedding,
      Tensor[] leaves,
      Tensor[] gradientSlots) {
    this.scope = scope;
    this.placement = placement;
    this.input = input;
    this.map = map;
    this.embedding = embedding.flatten(1, -1);
    this.leaves = leaves;
    this.gradientSlots = gradientSlots;
    this.output = new Features(onHost(map), onHost(this.embedding));
  }

  @Override
  public Features output() {
    return output;
  }

  @Override
  public void backward(@Nullable INDArray mapGradient, @Nullable INDArray embeddingGradient) {
    TensorVector roots = new TensorVector();
    TensorVector rootGradients = new TensorVector();
    add(roots, rootGradients, map, mapGradient);
    add(roots, rootGradients, embedding, embeddingGradient);
    boolean wantsInput = input.requires_grad();
    TensorVector wanted = new TensorVector(leaves);
    if (wantsInput) {
      wanted.push_back(input);
    }
    TensorVector gradients =
        torch.grad(roots, wanted, rootGradients, new BoolOptional(), false, true);
    try (NoGradGuard noGradient = new NoGradGuard()) {
      for (int i = 0; i < leaves.length; i++) {
        Tensor gradient = gradients.get(i);
        if (gradient.defined()) {
          gradientSlots[i].add_(placement.toHost(gradient));
        }
      }
    }
    if (wantsInput) {
      inputGradient = onHost(new Tensor(gradients.get(leaves.length)));
    }
  }

  @Override
  public INDArray inputGradient() {
    if (inputGradient == null) {
      throw new IllegalStateException("this pass has no gradient of its input");
    }
    return inputGradient;
  }

  @Override
  public void close() {
    scope.close();
  }

  private INDArray onHost(Tensor computed) {
    return Tensors.view(placement.toHost(computed.detach()));
  }

  private void add(
      TensorVector roots, TensorVector gradients, Tensor root, @Nullable INDArray gradient) {
    if (gradient != null) {
      roots.push_back(root);
      gradients.push_back(placement.toDevice(Tensors.of(gradient)));
    }
  }
}
