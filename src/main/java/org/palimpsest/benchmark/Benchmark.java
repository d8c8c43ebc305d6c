package org.palimpsest.benchmark;

import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Require;

/**
 * A data set cut into sessions.
 *
 * @param dataset where the images come from
 * @param order which label each class number stands for
 * @param scenario what the sessions are and what is asked after them
 * @param sessions session 0 first, at least that one
 */
public record Benchmark(
    Dataset dataset, ClassOrder order, Scenario scenario, List<Session> sessions) {

  public Benchmark {
    sessions = List.copyOf(sessions);
    Require.atLeast(1, sessions.size(), "sessions");
  }

  /** A class-incremental one. */
  public Benchmark(Dataset dataset, ClassOrder order, List<Session> sessions) {
    this(dataset, order, Scenario.CLASS_INCREMENTAL, sessions);
  }

  /** Number of classes that all sessions have together. */
  public int classes() {
    return sessions.get(sessions.size() - 1).seen().size();
  }

  /** Name of a class by its class number. */
  public String className(int classNumber) {
    return dataset.train().classNames().get(order.label(classNumber));
  }

  /** What is asked after a session: the test images of every session so far, among all seen. */
  public List<Question> questions(int after) {
    ClassSet seen = sessions.get(after).seen();
    return IntStream.rangeClosed(0, after)
        .mapToObj(tested -> new Question(tested, sessions.get(tested).test(), seen))
        .toList();
  }
}
