package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.MetricHead;

/**
 * Images of one class nearer than those of another by a margin: {@code max(0, d(a, p) - d(a, n) +
 * m)} over all images of an episode (Schroff et al., "FaceNet", CVPR 2015, equation 3; batch-hard:
 * Hermans et al., arXiv 1703.07737, equation 5). Answers by the nearest mean of the embeddings.
 *
 * @param mining which negatives count
 * @param margin {@code m}
 * @param normalised whether embeddings have length 1
 */
public record Triplet(Mining mining, double margin, boolean normalised) implements EpisodeMetric {

  public static final Part<HeadMaker> PART =
      new Part<>(
          "triplet",
          "Schroff et al., CVPR 2015, equation 3; batch-hard: Hermans et al. 2017, equation 5",
          """
          # Which negatives count for an anchor and a positive: random (what one of them counts on
          # average, that is, the mean over all), semi-hard (the nearest that is farther than the
          # positive; the farthest of all if there is none; squared distances) or batch-hard (the nearest
          # of all with the farthest positive; plain distances).
          mining = semi-hard
          margin = 0.2        # 0 or more; FaceNet, section 3.1
          normalised = true   # whether embeddings have length 1; FaceNet, section 3.1
          """,
          Triplet::read);

  /** Which negatives count. */
  public enum Mining {
    RANDOM,
    SEMI_HARD,
    BATCH_HARD
  }

  /** The root's slope at 0 is infinite. */
  private static final double LEAST = 1e-12;

  private static HeadMaker read(Section section) {
    Triplet metric =
        new Triplet(
            section.word("mining", Mining.class),
            section.real("margin", 0, 1e6),
            section.flag("normalised"));
    return MetricHead.maker(new Classifier.Linear(), false, shape -> metric);
  }

  private Tensor embeddings(Outputs features) {
    return normalised ? torch.normalize(features.embedding()) : features.embedding();
  }

  @Override
  public Tensor logits(Outputs features, Tape tape, EpisodeShape shape, Mode mode) {
    Tensor all = embeddings(features);
    return Distances.squared(shape.queries(all), shape.means(shape.support(all))).neg();
  }

  @Override
  public Tensor loss(Outputs features, Tape tape, EpisodeShape shape, Tensor labels) {
    Tensor support = tape.here(Tensors.classes(shape.support()));
    Tensor classes = torch.cat(new TensorVector(support, labels), 0);
    Tensor all = embeddings(features).narrow(0, 0, classes.size(0));
    Tensor same = classes.unsqueeze(1).eq(classes.unsqueeze(0)).to(all);
    Tensor squares = Distances.squared(all, all).clamp_min(new Scalar(LEAST));
    return switch (mining) {
      case RANDOM -> random(squares, same);
      case SEMI_HARD -> semiHard(squares, same);
      case BATCH_HARD -> batchHard(squares.sqrt(), same);
    };
  }

  /** Mean over all triplets. */
  private Tensor random(Tensor d, Tensor same) {
    Tensor positive = positives(same);
    Tensor negative = others(same);
    Tensor triplets = violated(d.unsqueeze(2).sub(d.unsqueeze(1)));
    Tensor counted = positive.unsqueeze(2).mul(negative.unsqueeze(1));
    return triplets.mul(counted).sum().div(counted.sum());
  }

  /** Mean over anchors and positives. */
  private Tensor semiHard(Tensor d, Tensor same) {
    Tensor positive = positives(same);
    Tensor negative = others(same).unsqueeze(1);
    Tensor far = d.unsqueeze(1);
    // [anchor, positive, negative]: negatives farther than the positive
    Tensor farther = far.gt(d.unsqueeze(2)).to(d).mul(negative);
    Tensor nearest = Distances.least(without(far, farther), 2);
    Tensor farthest = Distances.greatest(far.mul(negative), 2);
    Tensor exists = Distances.greatest(farther, 2);
    Tensor chosen = chosen(exists, nearest, farthest);
    return violated(d.sub(chosen)).mul(positive).sum().div(positive.sum());
  }

  /** Mean over anchors. */
  private Tensor batchHard(Tensor d, Tensor same) {
    Tensor farthest = Distances.greatest(d.mul(positives(same)), 1);
    Tensor nearest = Distances.least(without(d, others(same)), 1);
    return violated(farthest.sub(nearest)).mean();
  }

  private Tensor violated(Tensor difference) {
    return difference.add(new Scalar(margin)).relu();
  }

  /** Pairs of two images of one class. */
  private static Tensor positives(Tensor same) {
    return same.sub(torch.eye(same.size(0)).to(same));
  }

  private static Tensor others(Tensor same) {
    return same.neg().add(new Scalar(1));
  }

  /** Distances, those that do not count out of reach. */
  private static Tensor without(Tensor d, Tensor counted) {
    return d.add(others(counted).mul(new Scalar(1e9)));
  }

  /** {@code first} where {@code which} is 1, {@code second} where it is 0. */
  private static Tensor chosen(Tensor which, Tensor first, Tensor second) {
    return torch.where(which.gt(new Scalar(0.5)), first, second);
  }
}
