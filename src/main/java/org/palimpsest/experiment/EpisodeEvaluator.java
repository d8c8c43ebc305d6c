package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.EpisodeSeries;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.method.Learner;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.RecencyBias;

/** Asks test episodes. */
final class EpisodeEvaluator {

  /** There, and 1, where an answer depends on the other queries, which few figures may. */
  static final String TRANSDUCTIVE = "transductive";

  private EpisodeEvaluator() {}

  /** How many episodes a benchmark asks, of all settings together. */
  static int size(Benchmark benchmark) {
    return benchmark.episodes().stream().mapToInt(EpisodeSeries::size).sum();
  }

  /**
   * Asks a benchmark's episodes: each query is taken for the class with the highest score, the
   * class that comes first in the episode at a tie.
   *
   * @param done told how many episodes are answered
   * @throws DivergedException if a score is not a number
   */
  static List<EpisodeCounts> answers(Benchmark benchmark, Learner learner, IntConsumer done) {
    List<EpisodeCounts> all = new ArrayList<>();
    int answered = 0;
    for (EpisodeSeries series : benchmark.episodes()) {
      List<Integer> correct = new ArrayList<>();
      List<Integer> totals = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        Question question = Question.of(series.episode(i));
        correct.add(correct(question, learner));
        totals.add(question.query().size());
        done.accept(++answered);
      }
      all.add(new EpisodeCounts(series.setting(), correct, totals));
    }
    return all;
  }

  private static int correct(Question question, Learner learner) {
    int size = question.query().size();
    int[] winners =
        Evaluator.winners(
            learner.scores(question), size, question.among(), "an image of a test episode");
    int correct = 0;
    for (int i = 0; i < size; i++) {
      correct += winners[i] == question.query().classes()[i] ? 1 : 0;
    }
    return correct;
  }

  /**
   * What came out; the matrix counts the first setting.
   *
   * @param trainingSeconds spent in learning
   * @param evaluationSeconds spent in asking
   */
  static SessionResult result(
      Session session,
      List<EpisodeCounts> answers,
      Learner learner,
      double trainingSeconds,
      double evaluationSeconds) {
    Map<String, Double> measured = new LinkedHashMap<>(EpisodeCounts.metrics(answers));
    learner.validationAccuracy().ifPresent(accuracy -> measured.put(Validation.ACCURACY, accuracy));
    if (learner.isTransductive()) {
      measured.put(TRANSDUCTIVE, 1.0);
    }
    EpisodeCounts first = answers.get(0);
    List<Integer> correct = List.of(sum(first.correct()));
    return new SessionResult(
        session.index(),
        session.seen().size(),
        correct,
        correct,
        List.of(sum(first.totals())),
        new RecencyBias.Counts(0, 0),
        measured,
        trainingSeconds,
        evaluationSeconds);
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
