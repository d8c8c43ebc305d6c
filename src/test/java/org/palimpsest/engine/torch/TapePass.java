package org.palimpsest.engine.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;

/**
 * A pass of one network on a tape, from an input that gets a gradient, with arrays at both ends.
 */
public final class TapePass implements AutoCloseable {

  private final Tape tape;
  private final Tensor input;
  private final Outputs outputs;

  private TapePass(Tape tape, Tensor input, Outputs outputs) {
    this.tape = tape;
    this.input = input;
    this.outputs = outputs;
  }

  public static TapePass of(Network network, INDArray images, Mode mode) {
    Tape tape = new Tape(network);
    Tensor input = Tensors.of(images).detach().set_requires_grad(true);
    return new TapePass(tape, input, tape.run(network, input, mode));
  }

  public Features output() {
    return new Features(
        Tensors.copy(outputs.map().detach()), Tensors.copy(outputs.embedding().detach()));
  }

  /** Adds the gradients of {@code sum(map * m) + sum(embedding * e)}. */
  public void backward(@Nullable INDArray map, @Nullable INDArray embedding) {
    Tensor loss = null;
    if (map != null) {
      loss = outputs.map().mul(Tensors.of(map)).sum();
    }
    if (embedding != null) {
      Tensor more = outputs.embedding().mul(Tensors.of(embedding)).sum();
      loss = loss == null ? more : loss.add(more);
    }
    if (loss == null) {
      throw new IllegalArgumentException("a gradient of one output is needed");
    }
    tape.backward(loss);
  }

  public INDArray inputGradient() {
    return Tensors.copy(input.grad());
  }

  @Override
  public void close() {
    tape.close();
  }
}
