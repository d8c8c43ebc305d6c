package org.palimpsest.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.tensor.Kept;

/**
 * Rows train the encoder, statistics of its features answer: for encoders that stay as they are
 * after the base session. When the rows have trained for the last time they are forgotten.
 */
final class StatisticsHead extends RowTrainedHead {

  private final FeatureStatistics statistics;

  StatisticsHead(Rows rows, FeatureStatistics statistics) {
    super(rows);
    this.statistics = statistics;
  }

  /** Settings of a head out of those of its statistics; linear rows train the encoder. */
  static HeadMaker maker(Function<HeadShape, FeatureStatistics> statistics) {
    return shape ->
        new StatisticsHead(RowHead.rows(new Classifier.Linear(), shape), statistics.apply(shape));
  }

  @Override
  public void settle(Lesson lesson) {
    Samples train = lesson.session().train();
    try (Features features = lesson.features(train, false)) {
      statistics.add(features.embedding(), train.classes(), lesson);
    }
    rows.settle(lesson);
  }

  @Override
  public INDArray scores(Features queries, ClassSet among) {
    return statistics.scores(queries.embedding(), among);
  }

  @Override
  public boolean isIndependent() {
    return statistics.isIndependent();
  }

  @Override
  public List<Kept> kept() {
    List<Kept> all = new ArrayList<>(rows.kept());
    all.addAll(statistics.kept());
    return all;
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    rows.restore(saved);
    statistics.restore(saved);
  }
}
