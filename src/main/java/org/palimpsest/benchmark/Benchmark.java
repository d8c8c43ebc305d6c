package org.palimpsest.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.Scenario.Classes;
import org.palimpsest.data.Dataset;
import org.palimpsest.tensor.Require;

/**
 * A data set cut into sessions.
 *
 * @param dataset where the images come from
 * @param order which label each class number stands for
 * @param scenario what the sessions are and what is asked after them
 * @param sessions session 0 first, at least that one
 * @param episodes what is asked in place of questions about sessions, setting by setting; mostly
 *     empty
 */
public record Benchmark(
    Dataset dataset,
    ClassOrder order,
    Scenario scenario,
    List<Session> sessions,
    List<EpisodeSeries> episodes) {

  public Benchmark {
    episodes = List.copyOf(episodes);
    sessions = List.copyOf(sessions);
    Require.atLeast(1, sessions.size(), "sessions");
  }

  /** One whose questions are about sessions. */
  public Benchmark(Dataset dataset, ClassOrder order, Scenario scenario, List<Session> sessions) {
    this(dataset, order, scenario, sessions, List.of());
  }

  /** A class-incremental one. */
  public Benchmark(Dataset dataset, ClassOrder order, List<Session> sessions) {
    this(dataset, order, Scenario.CLASS_INCREMENTAL, sessions);
  }

  /** Number of classes that all sessions have together. */
  public int classes() {
    return sessions.get(sessions.size() - 1).seen().size();
  }

  /** The label of a class that comes in a session. */
  public int label(int session, int classNumber) {
    return scenario.classes() == Classes.RENUMBERED
        ? order.label(session * classes() + classNumber)
        : order.label(classNumber);
  }

  /** Name of a class by its class number; the names of all that have this number, if several. */
  public String className(int classNumber) {
    int last = scenario.classes() == Classes.RENUMBERED ? sessions.size() - 1 : 0;
    return IntStream.rangeClosed(0, last)
        .mapToObj(session -> labelName(session, classNumber))
        .collect(Collectors.joining("/"));
  }

  /** The data set's name of a class that comes in a session. */
  public String labelName(int session, int classNumber) {
    return dataset.train().classNames().get(label(session, classNumber));
  }

  /**
   * What is asked after a session: the test images of every session so far, among all seen; nothing
   * where episodes are asked.
   */
  public List<Question> questions(int after) {
    if (scenario.isEpisodic()) {
      return List.of();
    }
    ClassSet seen = sessions.get(after).seen();
    return IntStream.rangeClosed(0, after)
        .mapToObj(tested -> new Question(tested, sessions.get(tested).test(), seen))
        .toList();
  }

  /**
   * What is asked about the session to come, before it is learnt: only where it has classes that
   * are seen already, so that a learner can score them; empty otherwise.
   */
  public Optional<Question> ahead(int after) {
    boolean known = scenario.classes() == Classes.AGAIN || scenario.classes() == Classes.RENUMBERED;
    return known && after + 1 < sessions.size()
        ? Optional.of(
            new Question(after + 1, sessions.get(after + 1).test(), sessions.get(after).seen()))
        : Optional.empty();
  }

  /**
   * The accuracy that guessing reaches on each session, in [0, 1], where sessions are asked about
   * before they are learnt; empty otherwise.
   */
  public List<Double> chance() {
    return ahead(0).isEmpty()
        ? List.of()
        : sessions.stream().map(session -> 1.0 / session.seen().size()).toList();
  }
}
