package org.palimpsest.benchmark;

import java.util.List;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Require;

/**
 * A data set cut into sessions.
 *
 * @param dataset where the images come from
 * @param order which label each class number stands for
 * @param sessions session 0 first, at least that one
 */
public record Benchmark(Dataset dataset, ClassOrder order, List<Session> sessions) {

  public Benchmark {
    sessions = List.copyOf(sessions);
    Require.atLeast(1, sessions.size(), "sessions");
  }

  /** Number of classes that all sessions have together. */
  public int classes() {
    return sessions.get(sessions.size() - 1).classesSeen();
  }

  /** Name of a class by its class number. */
  public String className(int classNumber) {
    return dataset.train().classNames().get(order.label(classNumber));
  }
}
