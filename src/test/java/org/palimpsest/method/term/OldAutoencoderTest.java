package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.tensor.Seeds;

class OldAutoencoderTest {

  /** From two features, as a map of one position, to two pixels: y0 = f0 + 2 f1, y1 = 3 f1. */
  private static Network decoder() {
    Architecture linear =
        new Architecture(
            "linear", 2, 1, 1, List.of(new Layer.Flatten(), new Layer.Dense(2)), List.of());
    Network decoder = new TorchEngine(1).build(linear, new Seeds(1).generator("decoder"));
    decoder.parameters().assign(Nd4j.createFromArray(1f, 2, 0, 3, 0, 0));
    return decoder;
  }

  @Test
  void holdsFeaturesWhereTheEarlierDecoderLooks() throws Exception {
    try (Network decoder = decoder();
        Tape tape = new Tape()) {
      Tensor now =
          Tensors.of(Nd4j.createFromArray(1f, 1).reshape(1, 2, 1, 1)).set_requires_grad(true);
      Tensor before = Tensors.of(Nd4j.createFromArray(1f, 0).reshape(1, 2, 1, 1));
      // Pixels (3, 3) now and (1, 0) before: (4 + 9) / 2
      Tensor distance = OldAutoencoder.distance(tape, decoder, now, before);
      assertThat(distance.item_double()).isCloseTo(6.5, within(1e-6));
      tape.backward(distance);
      // The mean over two pixels of 2 (D' (y - y')): D' (2, 3) = (2, 13)
      INDArray gradient = Tensors.copy(now.grad());
      assertThat(gradient.reshape(2).toDoubleVector())
          .containsExactly(new double[] {2, 13}, within(1e-5));
    }
  }
}
