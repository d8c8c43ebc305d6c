package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.BenchmarkSpec;
import org.palimpsest.benchmark.Benchmarks;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Datasets;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;

/**
 * The sessions that a trial learns, without any test image, and what it is asked about: their
 * held-out images.
 *
 * @param sessions at least one
 * @param context of the trial's learner
 */
record Rollout(List<Session> sessions, LearnerContext context) {

  private static final int[] NONE = {};
  private static final Progress UNSEEN = (done, total) -> {};

  Rollout {
    sessions = List.copyOf(sessions);
  }

  /** One session of the benchmark at hand. */
  static Rollout of(Session session, LearnerContext context) {
    List<Session> visible = new ArrayList<>();
    for (Session any : context.sessions()) {
      boolean future = any.index() > session.index();
      visible.add(
          new Session(
              any.index(),
              any.classes(),
              any.earlier(),
              future ? any.train().at(NONE) : any.train(),
              future ? any.validation().at(NONE) : any.validation(),
              any.test().at(NONE)));
    }
    return new Rollout(List.of(visible.get(session.index())), with(context, visible));
  }

  /** All sessions of another benchmark, under the same seed. */
  static Rollout elsewhere(BenchmarkSpec spec, LearnerContext context) {
    Benchmark benchmark =
        Benchmarks.build(
            Datasets.load(spec.dataset(), DownloadProgress.NONE), spec, context.seeds());
    List<Session> visible =
        benchmark.sessions().stream()
            .map(
                any ->
                    new Session(
                        any.index(),
                        any.classes(),
                        any.earlier(),
                        any.train(),
                        any.validation(),
                        any.test().at(NONE)))
            .toList();
    LearnerContext own = LearnerContext.of(context.engine(), context.seeds(), benchmark);
    return new Rollout(visible, with(own, visible));
  }

  private static LearnerContext with(LearnerContext context, List<Session> sessions) {
    return new LearnerContext(
        context.engine(),
        context.seeds(),
        context.channels(),
        context.height(),
        context.width(),
        context.totalClasses(),
        context.scenario(),
        sessions,
        context.initial());
  }

  /** Learns one of the sessions. */
  void learn(Learner learner, int session) {
    for (Stage stage : learner.stages(sessions.get(session))) {
      for (int block = 0; block < stage.blocks(); block++) {
        stage.run(block, UNSEEN);
      }
    }
  }

  /**
   * Asks about the held-out images: among the session's own classes if it is told or the only one,
   * among all classes seen otherwise.
   *
   * @return right answers, and how many images
   */
  int[] answers(Learner learner) {
    ClassSet seen = sessions.get(sessions.size() - 1).seen();
    boolean own = context.scenario().tellsSession() || sessions.size() == 1;
    int correct = 0;
    int total = 0;
    for (Session session : sessions) {
      Samples held = session.validation();
      if (held.size() > 0) {
        ClassSet among = own ? session.classes() : seen;
        correct += correct(learner, new Question(session.index(), held, among));
        total += held.size();
      }
    }
    return new int[] {correct, total};
  }

  private static int correct(Learner learner, Question question) {
    INDArray scores = learner.scores(question);
    float[][] rows = scores.toFloatMatrix();
    int correct = 0;
    for (int i = 0; i < rows.length; i++) {
      int best = 0;
      for (int c = 1; c < rows[i].length; c++) {
        best = rows[i][c] > rows[i][best] ? c : best;
      }
      correct += question.among().numbers().get(best) == question.query().classes()[i] ? 1 : 0;
    }
    return correct;
  }
}
