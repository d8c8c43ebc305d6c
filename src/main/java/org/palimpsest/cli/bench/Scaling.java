package org.palimpsest.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.engine.Engine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;

/**
 * How cost grows when one size grows and the others stay: batch, image side, classes seen, shots,
 * sessions done. Seconds in one round each, after a warm-up.
 */
final class Scaling {

  private static final int IMAGES = 640;
  private static final int SESSIONS = 64;

  private final Engine engine;
  private final int rounds;

  Scaling(Engine engine, int rounds) {
    this.engine = engine;
    this.rounds = rounds;
  }

  /** All of it, in rates: images a second, but novel sessions a second for shots and sessions. */
  List<Timing> all() throws IOException {
    List<Timing> timings = new ArrayList<>();
    for (int batch : List.of(16, 32, 64, 128)) {
      timings.addAll(training("training by batch size: " + batch, 32, batch));
    }
    for (int side : List.of(8, 16, 32, 64)) {
      timings.addAll(training("training by image side: %d pixels".formatted(side), side, 64));
    }
    for (int classes : List.of(10, 30, 100, 300)) {
      for (String head : List.of("prototype", "task-adaptive")) {
        timings.addAll(evaluation(head, classes));
      }
    }
    for (int shots : List.of(1, 5, 20)) {
      timings.addAll(novelSessions("novel session by shots: " + shots, 1, shots));
    }
    for (int done : List.of(1, 8, SESSIONS)) {
      timings.addAll(novelSessions("novel session by sessions done: " + done, done, 5));
    }
    return timings;
  }

  private List<Timing> training(String work, int side, int batch) throws IOException {
    Workload workload = new Workload(side, 60);
    try (Learner learner =
        workload.learner(
            engine, keys("training.base.batch-size", batch, "training.base.epochs", rounds + 1))) {
      Stage stage = Workload.stage(learner, workload.session(0, 0, 60, IMAGES, 0), "base");
      int[] epoch = {0};
      return Timing.compete(
          work,
          "images/s",
          List.of(
              Subject.timed(engine.name(), IMAGES, () -> stage.run(epoch[0]++, Progress.SILENT))),
          rounds);
    }
  }

  private List<Timing> evaluation(String head, int classes) throws IOException {
    Workload workload = new Workload(32, classes);
    try (Learner learner = untrained(workload, head)) {
      Workload.learn(learner, workload.session(0, 0, classes, 2 * classes, 0));
      return Timing.compete(
          "evaluation by classes seen, %s: %d".formatted(head, classes),
          "images/s",
          List.of(
              Subject.timed(
                  engine.name(),
                  IMAGES,
                  () ->
                      learner
                          .scores(
                              Workload.question(
                                  workload.session(0, 0, classes, 0, IMAGES).test(), classes))
                          .close())),
          rounds);
    }
  }

  private List<Timing> novelSessions(String work, int done, int shots) throws IOException {
    int base = 60;
    int ways = 5;
    int most = done + rounds + 1;
    Workload workload = new Workload(32, base + most * ways);
    try (Learner learner = untrained(workload, "task-adaptive")) {
      Workload.learn(learner, workload.session(0, 0, base, 2 * base, 0));
      int[] next = {1};
      Runnable session =
          () -> {
            int index = next[0]++;
            int first = base + (index - 1) * ways;
            Workload.learn(learner, workload.session(index, first, ways, ways * shots, 0));
          };
      for (int i = 1; i < done; i++) {
        session.run();
      }
      return Timing.compete(
          work, "sessions/s", List.of(Subject.timed(engine.name(), 1, session)), rounds);
    }
  }

  private Learner untrained(Workload workload, String head) {
    return workload.learner(engine, keys("learner.head", head, "training.base.epochs", 0));
  }

  private static Map<String, Object> keys(Object... pairs) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      keys.put((String) pairs[i], pairs[i + 1]);
    }
    return keys;
  }
}
