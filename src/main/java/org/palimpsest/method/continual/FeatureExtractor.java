package org.palimpsest.method.continual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassMemory;

/** Features of unchanged images, batch by batch, and their averages by class. */
final class FeatureExtractor {

  private static final int BATCH = 128;

  private final Network encoder;

  FeatureExtractor(Network encoder) {
    this.encoder = encoder;
  }

  /**
   * Features of all samples.
   *
   * @param withMaps whether the maps are kept; they are 32 times the embeddings' size
   * @return the map is {@code [samples, channels, height, width]}, or {@code [samples, 0]} without
   */
  Features features(Samples samples, boolean withMaps) {
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
          PointerScope scope = new PointerScope();
          NoGradGuard noGradient = new NoGradGuard()) {
        copy(part.embedding(), embeddings, start, length);
        if (withMaps) {
          copy(part.map(), maps, start, length);
        }
      }
    }
    return new Features(maps, embeddings);
  }

  /**
   * Averages of the classes {@code firstClass .. firstClass + classes - 1}.
   *
   * @param samples holding images of each of these classes
   */
  ClassMemory memory(Samples samples, int firstClass, int classes, boolean withMaps) {
    List<INDArray> prototypes = new ArrayList<>();
    List<INDArray> maps = new ArrayList<>();
    for (int c = firstClass; c < firstClass + classes; c++) {
      int wanted = c;
      int[] positions =
          IntStream.range(0, samples.size()).filter(i -> samples.classes()[i] == wanted).toArray();
      try (Features features = features(samples.at(positions), withMaps);
          PointerScope scope = new PointerScope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor unit = torch.normalize(Tensors.of(features.embedding()));
        prototypes.add(Tensors.copy(unit.mean(0)));
        if (withMaps) {
          maps.add(Tensors.copy(Tensors.of(features.map()).mean(0)));
        }
      }
    }
    return new ClassMemory(
        Nd4j.stack(0, prototypes.toArray(INDArray[]::new)),
        withMaps ? Nd4j.stack(0, maps.toArray(INDArray[]::new)) : Nd4j.empty(DataType.FLOAT));
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
