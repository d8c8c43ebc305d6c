package org.palimpsest.method.continual;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.Question;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.method.Illustration;
import org.palimpsest.method.fit.FeatureExtractor;
import org.palimpsest.method.fit.Model;

/** Pictures of what was learnt: decoded images and attention maps. */
final class Illustrations {

  private Illustrations() {}

  static List<Illustration> of(Model model, Question question, INDArray scores) {
    List<Illustration> all = new ArrayList<>();
    Samples samples = question.query();
    INDArray images =
        Batches.plain(
            samples.images(),
            samples.indices(),
            Normalization.identity(samples.images().channels()));
    Features features = new FeatureExtractor(model.encoder()).features(samples, true);
    model
        .decoder()
        .ifPresent(
            decoder ->
                all.add(
                    new Illustration(
                        "reconstructions",
                        "Test images, and below them what the decoder gives back.",
                        List.of(
                            images,
                            unnormalised(
                                decoder.infer(features.map()).map(), samples.normalization())))));
    int[] predicted =
        IntStream.of(predicted(scores)).map(i -> question.among().numbers().get(i)).toArray();
    model
        .head()
        .attention(features, predicted)
        .ifPresent(
            received ->
                all.add(
                    new Illustration(
                        "attention",
                        "Test images, and below them how much each position of the predicted"
                            + " class's support map is attended to (white most, black least).",
                        List.of(images, enlarged(received, images.size(2), images.size(3))))));
    return all;
  }

  private static int[] predicted(INDArray scores) {
    return IntStream.range(0, Math.toIntExact(scores.size(0)))
        .map(i -> scores.getRow(i).argMax(0).getInt(0))
        .toArray();
  }

  /** Back to [0, 1]; what the decoder puts outside is cut off. */
  private static INDArray unnormalised(INDArray images, Normalization normalization) {
    INDArray out = images.dup();
    for (int c = 0; c < out.size(1); c++) {
      INDArray plane = out.get(NDArrayIndex.all(), NDArrayIndex.point(c));
      plane.muli(normalization.deviation().get(c)).addi(normalization.mean().get(c));
    }
    for (long i = 0; i < out.length(); i++) {
      out.putScalar(i, Math.min(1, Math.max(0, out.getDouble(i))));
    }
    return out;
  }

  /** Grey images of the wanted size, each stretched to [0, 1] and every position a square. */
  private static INDArray enlarged(INDArray maps, long height, long width) {
    INDArray out = Nd4j.create(DataType.FLOAT, maps.size(0), 1, height, width);
    for (long i = 0; i < maps.size(0); i++) {
      INDArray map = maps.get(NDArrayIndex.point(i));
      double low = map.minNumber().doubleValue();
      double range = Math.max(1e-12, map.maxNumber().doubleValue() - low);
      for (long y = 0; y < height; y++) {
        for (long x = 0; x < width; x++) {
          double value = map.getDouble(y * maps.size(1) / height, x * maps.size(2) / width);
          out.putScalar(new long[] {i, 0, y, x}, (value - low) / range);
        }
      }
    }
    return out;
  }
}
