package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * How badly a linear autoencoder of each class's own gives an embedding back, beside the cosine of
 * the class's mean. With {@code x} and the class's embeddings of length 1, {@code m} their mean and
 * {@code U} their first principal directions,
 *
 * <pre>scale (cos(x, m) - weight ||(x - m) - U' U (x - m)||^2)</pre>
 *
 * <p>Every class has directions of its own, so learning one leaves the others alone.
 *
 * <p>Source: Oja, "Subspace Methods of Pattern Recognition", 1983, section 4.2; as a generative
 * classifier over frozen features: van de Ven, Li and Tolias, CVPRW 2021.
 */
final class Subspaces implements MeanAnswer {

  static final Part<HeadMaker> PART =
      new Part<>(
          "class-subspaces",
          "a linear autoencoder a class: Oja 1983; on features: van de Ven et al., CVPRW 2021",
          """
          scale = 16.0     # factor on the score before the softmax, above 0 to 1000
          directions = 4   # of each class, 1 or more; a class of n images has n - 1 at most
          weight = 1.0     # of the squared error beside the cosine, 0 or more

          """
              + MeanHead.SHARED_KEYS,
          Subspaces::read);

  private static final String DIRECTIONS = "directions";

  private final Classifier.Cosine classifier;
  private final int directions;
  private final double weight;

  /** {@code [classes, directions, width]}, orthonormal or 0; empty before session 0 is over. */
  private INDArray all = Nd4j.empty(DataType.FLOAT);

  Subspaces(Classifier.Cosine classifier, int directions, double weight) {
    this.classifier = classifier;
    this.directions = directions;
    this.weight = weight;
  }

  private static HeadMaker read(Section section) {
    Classifier.Cosine cosine = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
    int directions = section.integer("directions", 1, 65_536);
    double weight = section.real("weight", 0, 1e6);
    return MeanHead.maker(section, cosine, () -> new Subspaces(cosine, directions, weight));
  }

  @Override
  public void settle(Lesson lesson, Rows rows) {
    INDArray values = rows.parameter().values();
    if (all.isEmpty()) {
      all = Nd4j.zeros(DataType.FLOAT, values.size(0), directions, values.size(1));
    }
    for (int c : lesson.session().classes().numbers()) {
      Samples own = lesson.session().train().of(c);
      try (Features features = lesson.features(own, false);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor unit = torch.normalize(Doubles.of(features.embedding()));
        Tensor centred = unit.sub(unit.mean(0));
        long found = Math.min(directions, Math.min(own.size() - 1L, centred.size(1)));
        Tensor room = Tensors.of(all).select(0, c);
        room.zero_();
        if (found > 0) {
          Tensor principal =
              torch.linalg_svd(centred, false, new StringViewOptional()).get2().narrow(0, 0, found);
          room.narrow(0, 0, found).copy_(principal);
        }
      }
    }
  }

  @Override
  public Tensor scores(Tensor embeddings, Tensor means, ClassSet among) {
    Tensor cosines = classifier.logits(embeddings, means);
    Tensor x = torch.normalize(embeddings);
    Tensor own = ClassRows.of(Tensors.of(all), 0, among).to(x);
    long classes = own.size(0);
    // |x - m|^2 less what the directions explain of it: U x - U m, so no difference is ever made
    // whole
    Tensor explained =
        x.matmul(own.flatten(0, 1).t())
            .view(-1, classes, directions)
            .sub(own.matmul(means.unsqueeze(2)).squeeze(2))
            .square()
            .sum(2L);
    Tensor distance =
        x.square()
            .sum(1L)
            .unsqueeze(1)
            .sub(x.matmul(means.t()).mul(new Scalar(2)))
            .add(means.square().sum(1L));
    Tensor errors = distance.sub(explained);
    return cosines.sub(errors.mul(new Scalar(weight * classifier.scale())));
  }

  @Override
  public List<Kept> kept() {
    return all.isEmpty() ? List.of() : List.of(new Kept(DIRECTIONS, all, Purpose.FEATURES));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    INDArray found = saved.get(DIRECTIONS);
    all = found == null ? Nd4j.empty(DataType.FLOAT) : found.dup();
  }
}
