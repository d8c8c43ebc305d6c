package org.palimpsest.method.fit;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Tensors;

/** Features of unchanged images, batch by batch. */
public final class FeatureExtractor {

  private static final int BATCH = 128;

  private final Network encoder;

  public FeatureExtractor(Network encoder) {
    this.encoder = encoder;
  }

  /**
   * Features of all samples.
   *
   * @param withMaps whether the maps are kept; they are 32 times the embeddings' size
   * @return the map is {@code [samples, channels, height, width]}, or {@code [samples, 0]} without
   */
  public Features features(Samples samples, boolean withMaps) {
    int n = samples.size();
    int width = encoder.architecture().embeddingWidth();
    int[] map = encoder.architecture().mapShape();
    INDArray embeddings = Nd4j.createUninitialized(DataType.FLOAT, n, width);
    INDArray maps =
        withMaps
            // Channels last, as the encoder gives them.
            ? Nd4j.createUninitialized(DataType.FLOAT, n, map[1], map[2], map[0])
                .permute(0, 3, 1, 2)
            : Nd4j.empty(DataType.FLOAT);
    for (int start = 0; start < n; start += BATCH) {
      int length = Math.min(BATCH, n - start);
      try (Features part = infer(samples, start, length);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        copy(part.embedding(), embeddings, start, length);
        if (withMaps) {
          copy(part.map(), maps, start, length);
        }
      }
    }
    return new Features(maps, embeddings);
  }

  private Features infer(Samples samples, int start, int length) {
    int[] indices = Arrays.copyOfRange(samples.indices(), start, start + length);
    try (INDArray images = Batches.plain(samples.images(), indices, samples.normalization())) {
      return encoder.infer(images);
    }
  }

  private static void copy(INDArray part, INDArray whole, int start, int length) {
    Tensors.of(whole).narrow(0, start, length).copy_(Tensors.of(part));
  }
}
