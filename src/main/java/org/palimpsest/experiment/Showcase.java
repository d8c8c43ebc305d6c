package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;

/** The test images that pictures show. */
final class Showcase {

  private static final int MOST = 10;

  /** The images are of several sessions. */
  private static final int NO_SESSION = -1;

  private Showcase() {}

  /** One test image of each of up to ten classes, spread evenly over all sessions. */
  static Question of(Benchmark benchmark) {
    List<int[]> firsts = new ArrayList<>();
    for (Session session : benchmark.sessions()) {
      Samples test = session.test();
      for (int c : session.classes().numbers()) {
        for (int i = 0; i < test.size(); i++) {
          if (test.classes()[i] == c) {
            firsts.add(new int[] {test.indices()[i], c});
            break;
          }
        }
      }
    }
    int shown = Math.min(MOST, firsts.size());
    int[] indices = new int[shown];
    int[] classes = new int[shown];
    for (int i = 0; i < shown; i++) {
      int[] first = firsts.get(shown == 1 ? 0 : i * (firsts.size() - 1) / (shown - 1));
      indices[i] = first[0];
      classes[i] = first[1];
    }
    int last = benchmark.sessions().size() - 1;
    return new Question(
        NO_SESSION,
        new Samples(
            benchmark.dataset().test(), indices, classes, benchmark.dataset().normalization()),
        benchmark.sessions().get(last).seen());
  }
}
