package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.LearntModel;

/**
 * One method: how it learns a session, what it remembers, how it predicts.
 *
 * <p>For each session, in order, the runner runs all {@link #stages} to their end, then scores test
 * images. Between any two blocks it may save {@link #state()} and, in another process, {@link
 * #restore} it.
 */
public interface Learner extends AutoCloseable {

  /**
   * How this session is learnt. Only builds the stages; nothing is learnt before a block runs.
   * Never looks at the session's test images.
   */
  List<Stage> stages(Session session);

  /**
   * Scores of test images over all classes seen so far; the highest wins, the lower class number at
   * a tie.
   *
   * @param samples any images; their classes are not looked at
   * @return {@code [samples, classesSeen]}, float32
   */
  INDArray scores(Samples samples);

  /** A view of everything to be saved; written out before the learner goes on. */
  State state();

  /**
   * Goes on from a state that a learner of the same configuration saved.
   *
   * @throws IllegalArgumentException if the state does not fit, naming what is missing or extra
   */
  void restore(State state);

  /**
   * What this learner keeps between sessions, in bytes by name: {@code parameters}, {@code
   * decoder}, {@code head}, {@code features}, {@code exemplars}.
   */
  Map<String, Long> budget();

  /** What was learnt so far, for other programs; empty if this method has no such thing. */
  default Optional<LearntModel> model() {
    return Optional.empty();
  }

  /** Pictures that show what was learnt, such as reconstructions; may be empty. */
  List<Illustration> illustrations(Samples samples);

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
