package org.palimpsest.method.continual;

import java.util.IdentityHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.head.ClassMemory;
import org.palimpsest.head.Head;

/**
 * Scores of images that come again after every session. While the encoder stays as it is, an
 * image's features and its scores against classes already known do not change, so that a session
 * costs the scores against its new classes only.
 */
final class ScoreCache {

  private final FeatureExtractor extractor;
  private final Head head;
  private final int totalClasses;

  /** By the identity of the index array: a session's test images are the same object throughout. */
  private final IdentityHashMap<int[], Known> known = new IdentityHashMap<>();

  private static final class Known {
    private final Features features;
    private final INDArray scores;
    private int classes;

    Known(Features features, INDArray scores) {
      this.features = features;
      this.scores = scores;
    }
  }

  ScoreCache(FeatureExtractor extractor, Head head, int totalClasses) {
    this.extractor = extractor;
    this.head = head;
    this.totalClasses = totalClasses;
  }

  /** The encoder or the metric changed: nothing known holds any longer. */
  void clear() {
    known.clear();
  }

  /** {@code [samples, memory.classes()]}, float32. */
  INDArray scores(Samples samples, ClassMemory memory) {
    Known entry = known.computeIfAbsent(samples.indices(), indices -> start(samples));
    int classes = memory.classes();
    if (entry.classes < classes) {
      INDArray fresh = head.scores(entry.features, memory, entry.classes, classes);
      columns(entry.scores, entry.classes, classes).assign(fresh);
      entry.classes = classes;
    }
    return columns(entry.scores, 0, classes).dup('c');
  }

  private Known start(Samples samples) {
    return new Known(
        extractor.features(samples, head.needsMaps()),
        Nd4j.create(DataType.FLOAT, samples.size(), totalClasses));
  }

  private static INDArray columns(INDArray scores, int from, int to) {
    return scores.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }
}
