package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.tensor.Keeps;

/**
 * One method at work: how it learns a session, what it remembers, how it answers.
 *
 * <p>For each session, in order, the runner runs all {@link #stages} to their end, then asks its
 * questions. Between any two blocks it may save what is {@link #kept()} and, in another process,
 * {@link #restore} it.
 */
public interface Learner extends Keeps, AutoCloseable {

  /**
   * How this session is learnt. Only builds the stages; nothing is learnt before a block runs.
   * Never looks at the session's test images.
   */
  List<Stage> stages(Session session);

  /**
   * Scores of a question's images; the highest wins, the lower class number at a tie.
   *
   * @return {@code [queries, question.among().size()]}, float32
   */
  INDArray scores(Question question);

  /** The images that training episodes are drawn from in a session, if any are. */
  default Optional<Samples> episodePool(Session session) {
    return Optional.empty();
  }

  /**
   * Takes over encoder and metric of another learner, before anything is learnt.
   *
   * @param state all that it kept
   * @throws IllegalArgumentException if they do not fit
   */
  default void startFrom(Map<String, INDArray> state) {
    throw new IllegalArgumentException("this method takes over no other learner");
  }

  /** How well it answered the validation episodes that its moment was chosen by, in [0, 1]. */
  default OptionalDouble validationAccuracy() {
    return OptionalDouble.empty();
  }

  /** What was tried to choose its settings, in order; empty if nothing was chosen. */
  default List<Trial> trials() {
    return List.of();
  }

  /** Whether it answers episodes, of classes that it has not seen. */
  default boolean answersEpisodes() {
    return false;
  }

  /** Whether its answer to one query of an episode depends on the other queries. */
  default boolean isTransductive() {
    return false;
  }

  /**
   * What was learnt so far, for other programs; empty if this method has no such thing.
   *
   * @param among the classes that its scores are wanted for
   */
  default Optional<LearntModel> model(ClassSet among) {
    return Optional.empty();
  }

  /**
   * Pictures that show what was learnt, such as reconstructions; may be empty.
   *
   * @param question test images; nothing may be learnt from them
   */
  default List<Illustration> illustrations(Question question) {
    return List.of();
  }

  /**
   * Where this learner puts images, for a map to be looked at; empty if it embeds none.
   *
   * @param samples test images; nothing may be learnt from them
   * @return {@code [samples, width]}, float32
   */
  default Optional<INDArray> embeddings(Samples samples) {
    return Optional.empty();
  }

  @Override
  void close();
}
