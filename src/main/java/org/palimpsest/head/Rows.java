package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/** One trained row of weights for each class of the experiment. */
public final class Rows implements Keeps {

  static final String WEIGHTS = "weights";

  private final Classifier classifier;
  private final Parameter parameter;

  /**
   * Fresh rows.
   *
   * @param width of the embeddings
   */
  public Rows(
      Classifier classifier,
      int classes,
      int width,
      Initialization initialization,
      RandomGenerator random) {
    this.classifier = classifier;
    parameter =
        Parameter.of("classifier", classifier.initial(classes, width, initialization, random));
  }

  public Classifier classifier() {
    return classifier;
  }

  public Parameter parameter() {
    return parameter;
  }

  /** The rows of some classes, in the same memory. */
  public Parameter parameter(ClassSet classes) {
    if (!classes.isRange()) {
      throw new IllegalArgumentException(classes + " is no range of classes");
    }
    var rows = NDArrayIndex.interval(classes.first(), classes.last() + 1);
    return new Parameter(
        parameter.name(), parameter.values().get(rows), parameter.gradient().get(rows));
  }

  /** Overwrites the rows of some classes with {@code [classes, columns]}. */
  public void put(ClassSet classes, INDArray rows) {
    for (int i = 0; i < classes.size(); i++) {
      parameter.values().putRow(classes.numbers().get(i), rows.getRow(i));
    }
  }

  /** Within a training step, {@code [batch, classes]}. */
  public Tensor logits(Outputs features, Tape tape) {
    return classifier.logits(features.embedding(), tape.leaf(parameter));
  }

  /** {@code [queries, among.size()]}, float32. */
  public INDArray scores(Features queries, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor rows = ClassRows.of(Tensors.of(parameter.values()), 0, among);
      return Tensors.copy(classifier.logits(Tensors.of(queries.embedding()), rows));
    }
  }

  /** The same for other programs. */
  ScoreScript script(ClassSet among) {
    return classifier.script(Scripts.of(parameter.values(), among));
  }

  @Override
  public List<Kept> kept() {
    return List.of(new Kept(WEIGHTS, parameter.values(), Purpose.HEAD));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(parameter.values(), saved, WEIGHTS);
  }
}
