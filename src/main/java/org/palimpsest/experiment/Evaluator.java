package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Learner;
import org.palimpsest.tensor.Require;

/** Scores the test images of all classes seen. */
final class Evaluator {

  private Evaluator() {}

  /**
   * Takes each test image of sessions {@code 0 .. session} for the class with the highest score,
   * the lower class number at a tie. A learner is shown each session's test images as they are, so
   * that it may know them again after the next session.
   *
   * @param done told how many images are scored, after each session's
   * @throws DivergedException if a score is not a number
   */
  static Predictions predict(Benchmark benchmark, int session, Learner learner, IntConsumer done) {
    int total = testImages(benchmark, session);
    int[] images = new int[total];
    int[] truth = new int[total];
    int[] predicted = new int[total];
    int classesSeen = benchmark.sessions().get(session).classesSeen();
    int at = 0;
    for (Session tested : benchmark.sessions().subList(0, session + 1)) {
      Samples test = tested.test();
      int[] winners =
          winners(
              learner.scores(test),
              test.size(),
              classesSeen,
              "a test image of session %d's classes".formatted(tested.index()));
      System.arraycopy(test.indices(), 0, images, at, test.size());
      System.arraycopy(test.classes(), 0, truth, at, test.size());
      System.arraycopy(winners, 0, predicted, at, test.size());
      at += test.size();
      done.accept(at);
    }
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classesSeen; c++) {
      names.add(benchmark.className(c));
    }
    return new Predictions(images, truth, predicted, names);
  }

  /** Test images of sessions {@code 0 .. session}. */
  static int testImages(Benchmark benchmark, int session) {
    return benchmark.sessions().subList(0, session + 1).stream()
        .mapToInt(tested -> tested.test().size())
        .sum();
  }

  /** The best class of each row, the lower number at a tie. */
  static int[] winners(INDArray scores, int samples, int classes, String image) {
    Require.shape(new long[] {samples, classes}, scores.shape(), "scores");
    float[][] rows = scores.toFloatMatrix();
    if (scores.closeable()) {
      scores.close();
    }
    int[] winners = new int[samples];
    for (int i = 0; i < samples; i++) {
      int best = 0;
      for (int c = 0; c < classes; c++) {
        float score = rows[i][c];
        if (Float.isNaN(score)) {
          throw new DivergedException("a score of " + image);
        }
        if (score > rows[i][best]) {
          best = c;
        }
      }
      winners[i] = best;
    }
    return winners;
  }
}
