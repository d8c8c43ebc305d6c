package org.palimpsest.engine.torch;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layout;
import org.palimpsest.engine.Mode;

/**
 * One training pass there and back in double precision, which the engine itself does not offer.
 * Everything is row-major, images as {@code [batch, channels, height, width]}.
 *
 * @param map output
 * @param embedding output
 * @param inputGradient of the loss
 * @param gradients of the loss, laid out by {@link Layout}
 * @param statistics running ones after the pass, laid out by {@link Layout}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record DoublePass(
    double[] map,
    double[] embedding,
    double[] inputGradient,
    double[] gradients,
    double[] statistics) {

  /**
   * Runs it under the loss {@code sum(mapGradient * map) + sum(embeddingGradient * embedding)}.
   *
   * @param input {@code batch} images
   */
  public static DoublePass of(
      Architecture architecture,
      double[] parameters,
      double[] statistics,
      double[] input,
      int batch,
      double[] mapGradient,
      double[] embeddingGradient) {
    Layout layout = Layout.of(architecture);
    try (PointerScope scope = Tensors.scope()) {
      Tensor flat = tensor(parameters);
      Tensor running = tensor(statistics);
      Tensor x =
          tensor(input)
              .view(batch, architecture.channels(), architecture.height(), architecture.width())
              .set_requires_grad(true);
      Tensor[] leaves = slots(flat, layout.parameters());
      for (Tensor leaf : leaves) {
        leaf.set_requires_grad(true);
      }
      LayerPass pass = new LayerPass(leaves, slots(running, layout.statistics()), Mode.TRAINING);
      Tensor map = pass.all(architecture.trunk(), x);
      Tensor embedding = pass.all(architecture.tail(), map).flatten(1, -1);
      Tensor loss =
          map.flatten()
              .mul(tensor(mapGradient))
              .sum()
              .add(embedding.flatten().mul(tensor(embeddingGradient)).sum());
      Tensor[] wanted = Arrays.copyOf(leaves, leaves.length + 1);
      wanted[leaves.length] = x;
      Tensor[] gradients = GradientCheck.gradients(loss, wanted);
      double[] all = new double[parameters.length];
      for (int i = 0; i < leaves.length; i++) {
        double[] part = values(gradients[i]);
        int offset = Math.toIntExact(layout.parameters().get(i).offset());
        System.arraycopy(part, 0, all, offset, part.length);
      }
      return new DoublePass(
          values(map), values(embedding), values(gradients[leaves.length]), all, values(running));
    }
  }

  private static Tensor[] slots(Tensor flat, List<Layout.Slot> slots) {
    return slots.stream()
        .map(s -> flat.narrow(0, s.offset(), s.length()).view(s.shape()).variable_data())
        .toArray(Tensor[]::new);
  }

  private static Tensor tensor(double[] values) {
    return torch
        .from_blob(
            new DoublePointer(values),
            new long[] {values.length},
            new TensorOptions(torch.ScalarType.Double))
        .clone();
  }

  private static double[] values(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    tensor.detach().contiguous().data_ptr_double().get(values);
    return values;
  }
}
