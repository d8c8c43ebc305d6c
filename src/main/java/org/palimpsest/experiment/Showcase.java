package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;

/** The test images that pictures show. */
final class Showcase {

  private static final int MOST = 10;

  private Showcase() {}

  /** One test image of each of up to ten classes, spread evenly over all sessions. */
  static Samples of(Benchmark benchmark) {
    List<int[]> firsts = new ArrayList<>();
    for (Session session : benchmark.sessions()) {
      Samples test = session.test();
      for (int c = session.firstClass(); c < session.classesSeen(); c++) {
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
    return new Samples(
        benchmark.dataset().test(), indices, classes, benchmark.dataset().normalization());
  }
}
