package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.Lesson;
import org.palimpsest.head.MetricHead;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The nearest class mean of transformed features of a pretrained encoder (Wang et al.,
 * "SimpleShot", arXiv 1911.04623, section 3): as they are (UN), divided by their length (L2N), or
 * first less the mean of the training images' features (CL2N). A class mean is not normalised
 * again.
 */
public final class SimpleShot implements EpisodeMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "simple-shot",
          "Wang et al., arXiv 1911.04623, section 3",
          """
          # What is done to features: cl2n (the mean of the training images' taken off, then divided by
          # their length), l2n (divided by their length) or un (nothing). While training goes on, no mean
          # is known yet and cl2n is l2n.
          transform = cl2n
          """,
          SimpleShot::read);

  /** What is done to features. */
  enum Transform {
    CL2N,
    L2N,
    UN
  }

  private static final String MEAN = "mean";

  private final Transform transform;
  private final INDArray mean;

  SimpleShot(Transform transform, HeadShape shape) {
    this.transform = transform;
    mean = Nd4j.zeros(DataType.FLOAT, shape.width());
  }

  private static HeadMaker read(Section section) {
    Transform transform = section.word("transform", Transform.class);
    return MetricHead.maker(
        new Classifier.Linear(), false, shape -> new SimpleShot(transform, shape));
  }

  /** The mean over all training images of session 0. */
  @Override
  public void settle(Lesson lesson) {
    if (transform != Transform.CL2N) {
      return;
    }
    Samples train = lesson.session().train();
    mean.assign(0);
    for (int c : lesson.session().classes().numbers()) {
      try (Features features = lesson.features(train.of(c), false);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor sum = Tensors.of(features.embedding()).sum(0);
        Tensors.of(mean).add_(sum.div(new Scalar((double) train.size())));
      }
    }
  }

  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor all = transformed(features.embedding(), tape);
    Tensor means = shape.means(shape.support(all));
    return Distances.squared(shape.queries(all), means).neg();
  }

  Tensor transformed(Tensor embeddings, Tape tape) {
    return switch (transform) {
      case UN -> embeddings;
      case L2N -> torch.normalize(embeddings);
      case CL2N -> torch.normalize(embeddings.sub(tape.constant(mean)));
    };
  }

  @Override
  public List<Kept> kept() {
    return List.of(new Kept(MEAN, mean, Purpose.FEATURES));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(mean, saved, MEAN);
  }
}
