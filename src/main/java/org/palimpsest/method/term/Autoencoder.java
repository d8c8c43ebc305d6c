package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/** One layer of sigmoid codes over embeddings, and one linear layer back. */
final class Autoencoder {

  private static final String CODER = "coder";
  private static final String DECODER = "decoder";

  private final Parameter coder;
  private final Parameter decoder;

  private Autoencoder(INDArray coder, INDArray decoder) {
    this.coder = Parameter.of(CODER, coder);
    this.decoder = Parameter.of(DECODER, decoder);
  }

  /**
   * With weights uniform in {@code +-1 / sqrt(inputs)}.
   *
   * @param codes units of a code
   * @param width of an embedding
   */
  static Autoencoder fresh(int codes, int width, RandomGenerator random) {
    return new Autoencoder(uniform(codes, width, random), uniform(width, codes, random));
  }

  private static INDArray uniform(int rows, int inputs, RandomGenerator random) {
    double bound = 1 / Math.sqrt((double) inputs);
    INDArray array = Nd4j.create(DataType.FLOAT, rows, inputs + 1L);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextDouble(-bound, bound));
    }
    return array;
  }

  List<Parameter> parameters() {
    return List.of(coder, decoder);
  }

  /** {@code [codes, width + 1]}, the bias in the last column. */
  INDArray coder() {
    return coder.values();
  }

  /** Codes of embeddings, {@code [batch, codes]}. */
  static Tensor codes(Tensor embeddings, Tensor coder) {
    return linear(embeddings, coder).sigmoid();
  }

  /** What it gives back of embeddings, of their shape {@code [batch, width]}. */
  Tensor decoded(Tensor embeddings, Tape tape) {
    return linear(codes(embeddings, tape.leaf(coder)), tape.leaf(decoder));
  }

  private static Tensor linear(Tensor inputs, Tensor rows) {
    long width = inputs.size(1);
    return inputs.matmul(rows.narrow(1, 0, width).t()).add(rows.narrow(1, width, 1).t());
  }

  List<Kept> kept() {
    return List.of(
        new Kept(CODER, coder.values(), Purpose.DECODER),
        new Kept(DECODER, decoder.values(), Purpose.DECODER));
  }

  /** One out of what {@link #kept} held. */
  static Autoencoder restored(Map<String, INDArray> saved) {
    return new Autoencoder(saved(saved, CODER), saved(saved, DECODER));
  }

  private static INDArray saved(Map<String, INDArray> saved, String name) {
    INDArray array = saved.get(name);
    if (array == null) {
      throw new IllegalArgumentException("the saved autoencoder has no " + name);
    }
    return array.dup();
  }
}
