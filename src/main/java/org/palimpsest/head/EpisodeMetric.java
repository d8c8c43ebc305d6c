package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/**
 * A few-shot method apart from its encoder: one function of an episode's features that is both what
 * training minimises by and the answer.
 */
public interface EpisodeMetric extends Keeps {

  /** Trained on episodes, apart from the encoder. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * Logits of an episode's queries, higher is likelier.
   *
   * @param features of the support, the queries and the unlabelled images, in this order
   * @param mode of batch normalisation, where the metric has some of its own
   * @return {@code [queries, ways]}
   */
  Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode);

  /**
   * What an episode teaches: the cross-entropy of its queries among its classes, unless a method
   * says otherwise.
   *
   * @param labels of the queries, int64, {@code [queries]}
   * @return one element
   */
  default Tensor loss(Outputs features, Tape tape, EpisodeShape shape, Tensor labels) {
    return CrossEntropy.of(logits(features, tape, shape, Mode.TRAINING), labels);
  }

  /**
   * Logits of an episode's queries by a method that looks at more than features.
   *
   * @return {@code [queries, ways]}
   */
  default Tensor logits(EpisodeTask task) {
    return logits(task.features().get(), task.tape(), task.shape(), task.mode());
  }

  /**
   * What an episode teaches such a method.
   *
   * @param labels of the queries, int64, {@code [queries]}
   * @return one element
   */
  default Tensor loss(EpisodeTask task, Tensor labels) {
    return loss(task.features().get(), task.tape(), task.shape(), labels);
  }

  /** Whether it runs the encoder itself, with weights of its own. */
  default boolean runsEncoder() {
    return false;
  }

  /** The most classes that an episode may have. */
  default int mostWays() {
    return Integer.MAX_VALUE;
  }

  /** The fewest support images of a class that an episode has to have to teach anything. */
  default int leastShots() {
    return 1;
  }

  /** How many episodes one step of training is made of. */
  default int episodesPerStep() {
    return 1;
  }

  /** Called when the training of session 0 is over: what is kept of its features. */
  default void settle(Lesson lesson) {}

  /** Whether episodes teach anything: not where every support is learnt from afresh. */
  default boolean learnsOnEpisodes() {
    return true;
  }

  /**
   * Whether an episode's classes come once more, their images turned by a number of quarters that
   * is the same for all of a class, as classes of their own.
   */
  default boolean turnsClasses() {
    return false;
  }

  /** Whether a query's answer depends on the other queries. */
  default boolean isTransductive() {
    return false;
  }

  @Override
  default List<Kept> kept() {
    return List.of();
  }

  @Override
  default void restore(Map<String, INDArray> saved) {
    if (!saved.isEmpty()) {
      throw new IllegalArgumentException(
          "%s keeps nothing, but there are %s"
              .formatted(getClass().getSimpleName(), saved.keySet()));
    }
  }
}
