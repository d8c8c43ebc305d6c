package org.palimpsest.head;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.tensor.Keeps;

/**
 * Features to class scores. It has a place for every class of the experiment from the start, so
 * that no class changes another one's memory when it joins.
 */
public interface Head extends Keeps {

  /** Whether the head looks at feature maps and not at embeddings alone. */
  default boolean needsMaps() {
    return false;
  }

  /** Trained together with the encoder, such as one row a class; may be empty. */
  List<Parameter> parameters();

  /**
   * The parameters of some classes only, so that the others' stay as they are.
   *
   * @param classes a range
   */
  default List<Parameter> parameters(ClassSet classes) {
    return parameters();
  }

  /** What training the encoder changes in this head; the same for heads with equal classifiers. */
  Keeps trained();

  /** How training sees the classes; equal texts train equally. */
  String classifier();

  /** Called before a session is trained. */
  default void begin(Lesson lesson) {}

  /**
   * Within a training step.
   *
   * @return {@code [batch, classes of the experiment]}
   */
  Tensor logits(Outputs features, Tape tape);

  /**
   * What the classes' scores are made of within a training step: the embedding, or the last of the
   * head's own hidden layers.
   *
   * @return {@code [batch, width]}
   */
  default Tensor hidden(Outputs features, Tape tape) {
    return features.embedding();
  }

  /**
   * Width of {@link #hidden}.
   *
   * @param embedding width of the embedding
   */
  default int hiddenWidth(int embedding) {
    return embedding;
  }

  /** Called when a session is trained: class means, imprinting, covariances. */
  default void settle(Lesson lesson) {}

  /** Whether its answers are made when a session ends and not while it is trained. */
  default boolean answersFromSettled() {
    return false;
  }

  /** Whether its answers are made of stored images, so that without them it has none. */
  default boolean answersFromExemplars() {
    return false;
  }

  /** Whether it looks at all images of a session before it is trained. */
  default boolean looksAhead() {
    return false;
  }

  /** Whether a class may come in several sessions. */
  default boolean learnsClassesAgain() {
    return true;
  }

  /**
   * Scores, higher is likelier.
   *
   * @return {@code [queries, among.size()]}, float32
   */
  INDArray scores(Features queries, ClassSet among);

  /** Whether a class's score stays as it is when others join, as long as the encoder does. */
  default boolean isIndependent() {
    return false;
  }

  /**
   * Whether logits are {@code w . e + b} with one row a class, the bias in its last column, in
   * training and in answers.
   */
  default boolean isLinear() {
    return false;
  }

  /** The metric that this head learns on episodes, if it does. */
  default Optional<EpisodeMetric> metric() {
    return Optional.empty();
  }

  /**
   * Takes over the metric that another learner's head of this kind has learnt.
   *
   * @param saved what that head kept
   * @throws IllegalArgumentException if it is of another size
   */
  default void startFrom(Map<String, INDArray> saved) {
    throw new IllegalArgumentException("the head has no metric to take over");
  }

  /** The loss that this head learns by, if it does not learn to tell classes apart. */
  default Optional<Likelihood> likelihood() {
    return Optional.empty();
  }

  /**
   * For a picture: how much each position of a class's feature map is looked at.
   *
   * @param queries with maps
   * @param classes one for each query
   * @return {@code [queries, height, width]}; empty if the head looks at no positions
   */
  default Optional<INDArray> attention(Features queries, int[] classes) {
    return Optional.empty();
  }

  /**
   * For other programs: how {@link #scores} come of features; empty if that is not written down.
   */
  default Optional<ScoreScript> script(ClassSet among) {
    return Optional.empty();
  }

  /** For other programs: what it keeps, in parts that each have a name and a shape of their own. */
  default Map<String, INDArray> tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    kept().forEach(kept -> tensors.put(kept.name(), kept.array()));
    return tensors;
  }
}
