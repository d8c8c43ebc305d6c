package org.palimpsest.head.fewshot;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.DataException;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;

/** A learnt metric that knows a vector of each class besides images. */
abstract class NamedMetric extends LearntMetric {

  /** {@code [classes, vector]}. */
  private final INDArray vectors;

  /**
   * One that has learnt nothing yet.
   *
   * @throws DataException if a class has no vector
   */
  NamedMetric(float[] initial, LabelVectors source, HeadShape shape) {
    super(initial);
    List<String> names = shape.names().isEmpty() ? List.of("") : shape.names();
    vectors = Nd4j.zeros(names.size(), source.width());
    for (int c = 0; c < names.size(); c++) {
      if (!names.get(c).isEmpty()) {
        vectors.putRow(c, Nd4j.createFromArray(source.of(names.get(c))));
      }
    }
  }

  /** Those of an episode's classes, {@code [ways, vector]}. */
  final Tensor vectors(EpisodeShape shape, Tensor like) {
    if (shape.classes().length != shape.ways()) {
      throw new IllegalStateException("nobody told which classes an episode is of");
    }
    return Tensors.of(vectors).index_select(0, Tensors.classes(shape.classes())).to(like);
  }
}
