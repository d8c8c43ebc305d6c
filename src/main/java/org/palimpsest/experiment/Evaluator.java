package org.palimpsest.experiment;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Learner;
import org.palimpsest.tensor.Matrices;
import org.palimpsest.tensor.Require;

/** Scores the test images of all classes seen. */
final class Evaluator {

  private Evaluator() {}

  /**
   * Asks what the benchmark asks after a session: each image is taken for the class with the
   * highest score, the lower class number at a tie, among all classes seen and, from the same
   * scores, among the classes of its own session.
   *
   * @param done told how many images are scored, after each session's
   * @throws DivergedException if a score is not a number
   */
  static Predictions predict(Benchmark benchmark, int session, Learner learner, IntConsumer done) {
    int total = testImages(benchmark, session);
    int[] tested = new int[total];
    int[] images = new int[total];
    int[] truth = new int[total];
    int[] predicted = new int[total];
    int[] other = new int[total];
    boolean tellsSession = benchmark.scenario().tellsSession();
    int at = 0;
    for (Question question : benchmark.questions(session)) {
      Samples test = question.query();
      String image = "a test image of session %d".formatted(question.tested());
      float[][] scores = scores(learner.scores(question), question, image);
      ClassSet own = benchmark.sessions().get(question.tested()).classes();
      for (int i = 0; i < test.size(); i++, at++) {
        tested[at] = question.tested();
        images[at] = test.indices()[i];
        truth[at] = test.classes()[i];
        int among = winner(scores[i], question.among(), question.among());
        int told = winner(scores[i], question.among(), own);
        predicted[at] = tellsSession ? told : among;
        other[at] = tellsSession ? among : told;
      }
      done.accept(at);
    }
    int last = benchmark.sessions().get(session).seen().last();
    List<String> names = IntStream.rangeClosed(0, last).mapToObj(benchmark::className).toList();
    return new Predictions(tested, images, truth, predicted, other, names);
  }

  /** Right answers to a question about a session to come, among all classes seen. */
  static int correct(Question question, Learner learner) {
    Samples test = question.query();
    String image = "a test image of session %d".formatted(question.tested());
    int[] winners = winners(learner.scores(question), test.size(), question.among(), image);
    int correct = 0;
    for (int i = 0; i < winners.length; i++) {
      correct += winners[i] == test.classes()[i] ? 1 : 0;
    }
    return correct;
  }

  /** Test images of sessions {@code 0 .. session}. */
  static int testImages(Benchmark benchmark, int session) {
    return benchmark.sessions().subList(0, session + 1).stream()
        .mapToInt(tested -> tested.test().size())
        .sum();
  }

  /** The best class of each row, the lower number at a tie. */
  static int[] winners(INDArray scores, int samples, ClassSet among, String image) {
    float[][] rows = scores(scores, samples, among, image);
    int[] winners = new int[samples];
    for (int i = 0; i < samples; i++) {
      winners[i] = winner(rows[i], among, among);
    }
    return winners;
  }

  private static float[][] scores(INDArray scores, Question question, String image) {
    return scores(scores, question.query().size(), question.among(), image);
  }

  private static float[][] scores(INDArray scores, int samples, ClassSet among, String image) {
    Require.shape(new long[] {samples, among.size()}, scores.shape(), "scores");
    float[][] rows = Matrices.floats(scores);
    if (scores.closeable()) {
      scores.close();
    }
    for (float[] row : rows) {
      for (float score : row) {
        if (Float.isNaN(score)) {
          throw new DivergedException("a score of " + image);
        }
      }
    }
    return rows;
  }

  /** The best of some of the classes that there are scores of. */
  private static int winner(float[] scores, ClassSet among, ClassSet candidates) {
    int best = -1;
    for (int number : candidates.numbers()) {
      int position = among.position(number);
      if (best < 0 || scores[position] > scores[best]) {
        best = position;
      }
    }
    return among.numbers().get(best);
  }
}
