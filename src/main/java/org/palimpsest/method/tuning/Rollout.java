package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.palimpsest.tensor.Matrices;

/**
 * The sessions that a trial learns, without any test image, and what it is asked about: their
 * held-out images.
 *
 * @param sessions at least one
 * @param context of the trial's learner
 * @param asksAfterEach whether questions after each session count; else those after the last
 */
record Rollout(List<Session> sessions, LearnerContext context, boolean asksAfterEach) {

  private static final int[] NONE = {};

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
    return new Rollout(
        List.of(visible.get(session.index())),
        with(context, visible, context.totalClasses()),
        false);
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
    return new Rollout(visible, with(own, visible, own.totalClasses()), false);
  }

  /** Pseudo-sessions out of session 0. */
  static Rollout within(PseudoIncremental plan, Session first, LearnerContext context) {
    List<Session> visible = plan.cut(first, context.seeds());
    return new Rollout(
        visible,
        with(context, visible, plan.classes()),
        plan.asked() == PseudoIncremental.Asked.EVERY_SESSION);
  }

  private static LearnerContext with(
      LearnerContext context, List<Session> sessions, int totalClasses) {
    return new LearnerContext(
        context.engine(),
        context.seeds(),
        context.channels(),
        context.height(),
        context.width(),
        totalClasses,
        context.scenario(),
        sessions,
        context.initial());
  }

  /** Learns one of the sessions; what another trial trained in exactly this way is taken over. */
  void learn(Learner learner, int session, Map<String, Map<String, INDArray>> trained) {
    List<Stage> stages = learner.stages(sessions.get(session));
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      String key = stage.reuseKey().map(text -> session + " " + text).orElse("");
      Map<String, INDArray> before = trained.get(key);
      if (before != null) {
        stage.changes().restore(before);
        continue;
      }
      boolean over = false;
      for (int block = 0; block < stage.blocks() && !over; block++) {
        stage.run(block, Progress.SILENT);
        over = stage.isOver();
      }
      if (!key.isEmpty()) {
        Map<String, INDArray> copy = new LinkedHashMap<>();
        stage.changes().kept().forEach(kept -> copy.put(kept.name(), kept.array().dup()));
        trained.put(key, copy);
      }
    }
  }

  /**
   * Asks about the held-out images: among the session's own classes if it is told or the only one,
   * among all classes seen otherwise.
   *
   * @param after the position of the session that was learnt last
   * @return right answers, and how many images
   */
  int[] answers(Learner learner, int after) {
    if (!asksAfterEach && after < sessions.size() - 1) {
      return new int[] {0, 0};
    }
    ClassSet seen = sessions.get(after).seen();
    boolean own = context.scenario().tellsSession() || sessions.size() == 1;
    int correct = 0;
    int total = 0;
    for (Session session : sessions.subList(0, after + 1)) {
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
    float[][] rows = Matrices.floats(scores);
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
