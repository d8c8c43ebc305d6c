package org.palimpsest.method.continual;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.engine.Features;
import org.palimpsest.method.fit.FeatureExtractor;
import org.palimpsest.method.fit.Model;

/**
 * Scores of images that come again after every session. While the model stays as it is, an image's
 * features do not change, nor its scores against classes already known where the head says so; a
 * session then costs the scores against its new classes only.
 */
final class ScoreCache {

  private final Model model;

  /** By the session that the images are from. */
  private final Map<Integer, Known> known = new HashMap<>();

  private static final class Known {
    private final long version;
    private final int[] images;
    private final Features features;
    private final INDArray scores;
    private ClassSet scored = ClassSet.EMPTY;

    Known(long version, int[] images, Features features, INDArray scores) {
      this.version = version;
      this.images = images;
      this.features = features;
      this.scores = scores;
    }
  }

  ScoreCache(Model model) {
    this.model = model;
  }

  /** Frees what is remembered. */
  void clear() {
    known.clear();
  }

  /** {@code [queries, question.among().size()]}, float32. */
  INDArray scores(Question question) {
    Known entry = known.get(question.tested());
    if (entry == null
        || entry.version != model.version()
        || entry.images != question.query().indices()) {
      entry = start(question);
      known.put(question.tested(), entry);
    }
    if (!model.head().isIndependent()) {
      return model.head().scores(entry.features, question.among());
    }
    ClassSet missing = question.among().without(entry.scored);
    if (!missing.isEmpty()) {
      INDArray fresh = model.head().scores(entry.features, missing);
      for (int i = 0; i < missing.size(); i++) {
        entry.scores.putColumn(missing.numbers().get(i), fresh.getColumn(i));
      }
      entry.scored = entry.scored.and(missing);
    }
    return columns(entry.scores, question.among());
  }

  private static INDArray columns(INDArray scores, ClassSet among) {
    return among.isRange()
        ? scores
            .get(NDArrayIndex.all(), NDArrayIndex.interval(among.first(), among.last() + 1))
            .dup('c')
        : scores.getColumns(among.toArray());
  }

  private Known start(Question question) {
    Features features =
        new FeatureExtractor(model.encoder()).features(question.query(), model.head().needsMaps());
    INDArray scores =
        model.head().isIndependent()
            ? Nd4j.create(DataType.FLOAT, question.query().size(), model.context().totalClasses())
            : Nd4j.empty(DataType.FLOAT);
    return new Known(model.version(), question.query().indices(), features, scores);
  }
}
