package org.palimpsest.method.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Parameter;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;

/**
 * An addend of what training minimises, or what is done to a step's gradients. The order is {@link
 * #attach}, then {@link #restore} where a run goes on, then for each session {@link #begin}, for
 * each step {@link #loss}, {@link #gradients} and {@link #stepped}, and {@link #end}.
 *
 * <p>A run may go on in the midst of a session, and {@link #begin} is not called again: whatever a
 * later step needs is {@link #kept}. A term without anything of its own is one method long; one
 * that weighs each parameter starts from {@code QuadraticPenalty}, as {@code Mas} does.
 */
public interface Term extends Keeps {

  /** What it cannot do without. */
  default Set<Need> needs() {
    return Set.of();
  }

  /** Whether it keeps the lower half of the encoder as session 0 made it. */
  default boolean freezesLowerHalf() {
    return false;
  }

  /**
   * Of an objective: whether training with it answers the batch, so that it is known how well, and
   * how well what is held out.
   */
  default boolean isAnswering() {
    return true;
  }

  /** Over which classes it tells images apart, where it does. */
  default Softmax softmax() {
    return Softmax.SEEN;
  }

  /** Images of the session and of the memory that nobody may train on, for choices of its own. */
  default Samples withheld(Phase phase) {
    return phase.session().train().at(new int[0]);
  }

  /** Training of its own that follows a session's, the model staying as it is. */
  default Optional<FollowUp> followUp() {
    return Optional.empty();
  }

  /** Numbers that it stores beside each exemplar, given the classes of the experiment. */
  default int floatsBesideExemplar(int classes) {
    return 0;
  }

  /** Networks of its own that are trained beside the model, whose names nothing else has. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** Called once, before anything else: the model that it will work with, still untrained. */
  default void attach(Model model) {}

  /**
   * Called before a session's first step: teacher, anchor. A stream without boundaries has only the
   * beginning of session 0.
   */
  default void begin(Phase phase) {}

  /** What it adds to the loss, one element; empty for nothing. */
  default Optional<Tensor> loss(Step step) {
    return Optional.empty();
  }

  /** Called after the way back: may change the gradients of {@link Step#parameters()}. */
  default void gradients(Step step) {}

  /**
   * Called after the optimiser's step, when the gradients are 0 again; tensors made here are freed
   * with the step.
   */
  default void stepped(Step step) {}

  /** Called when a session's training is over: importances, weight aligning. */
  default void end(Phase phase) {}

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
