package org.palimpsest.head.fewshot;

import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.MetricHead;
import org.palimpsest.loss.CrossEntropy;

/**
 * Images and labels as two matrices in one space: an image encoder makes a row of each image, a
 * model of labels a row of each label, all of unit length, and what the two matrices have in common
 * trains both. With {@code S = s I L'} of images I, labels L and a learnt scale s
 *
 * <pre>
 * contrastive = (CE of S's rows + CE of its columns) / 2,  squared = mean |I_i - L_y(i)|^2
 * </pre>
 *
 * <p>A column's cross-entropy is the mean over the label's own images. A query is answered by the
 * cosine to {@code (1 - share) mean of the support's rows + share (label's row)}; with a share of 1
 * no support is looked at.
 *
 * <p>Sources: the loss is that of Radford et al., "Learning Transferable Visual Models From Natural
 * Language Supervision", ICML 2021, section 2.3, for several images of a label; vectors of labels
 * as Frome et al., "DeViSE", NeurIPS 2013.
 */
public final class LabelMatrix extends NamedMetric {

  static final FewShotMethod METHOD =
      FewShotMethod.onEpisodes(
          new Part<>(
              "label-matrix",
              "image matrix and label matrix; loss: Radford et al., ICML 2021, section 2.3",
              LabelVectors.KEYS
                  + """
                  # Numbers in a row of both matrices, and units of the label model's hidden layer, 1 to 65536.
                  width = 128
                  hidden = 256
                  # Weights of the symmetric contrastive loss and of the squared distance, 0 or more, not both 0.
                  contrastive = 1.0
                  squared = 0.0
                  # Share of the label in an answer, 0 (the support alone) to 1 (the label alone: zero-shot).
                  label-share = 0.0
                  """,
              section -> {
                Settings settings = Settings.read(section);
                return MetricHead.maker(
                    new Classifier.Linear(), false, shape -> new LabelMatrix(settings, shape));
              }),
          "measured; the method says no sizes",
          FewShotMethod.CONV4,
          "number = 10000, ways = 20, shots = 1, queries = 5",
          1e-3,
          "type = adam, schedule = cosine",
          "");

  /** The scale may grow to this (Radford et al. 2021, section 2.5). */
  private static final double MOST = Math.log(100);

  private static final float FIRST = (float) Math.log(1 / 0.07);

  /**
   * Choices and sizes.
   *
   * @param share of the label in an answer
   */
  record Settings(
      LabelVectors labels,
      int width,
      int hidden,
      double contrastive,
      double squared,
      double share) {

    static Settings read(Section section) {
      Settings settings =
          new Settings(
              LabelVectors.read(section),
              section.integer("width", 1, 65_536),
              section.integer("hidden", 1, 65_536),
              section.real("contrastive", 0, 1e6),
              section.real("squared", 0, 1e6),
              section.real("label-share", 0, 1));
      if (section.sound("contrastive", "squared")
          && settings.contrastive == 0
          && settings.squared == 0) {
        section.problem("contrastive", "and squared are both 0: there is no loss");
      }
      return settings;
    }
  }

  private final Settings settings;
  private final int image;

  LabelMatrix(Settings settings, HeadShape shape) {
    super(initial(settings, shape), settings.labels, shape);
    this.settings = settings;
    image = shape.width();
  }

  private static float[] initial(Settings s, HeadShape shape) {
    RandomGenerator random = shape.seeds().generator("head");
    return joined(
        List.of(
            glorot(shape.width(), s.width, random),
            new float[s.width],
            glorot(s.labels.width(), s.hidden, random),
            new float[s.hidden],
            glorot(s.hidden, s.width, random),
            new float[s.width],
            new float[] {FIRST}));
  }

  /**
   * Both matrices.
   *
   * @param images {@code [images, width]}
   * @param labels {@code [ways, width]}; none where no label is looked at
   */
  private record Matrices(Tensor images, Tensor labels, Tensor scale) {}

  private Matrices matrices(Tensor embedding, Tensor parameters, EpisodeShape shape, boolean both) {
    Pieces pieces = new Pieces(parameters);
    Tensor images = torch.normalize(dense(embedding, pieces, image, settings.width));
    Tensor vectors =
        both ? vectors(shape, embedding) : torch.zeros(0, settings.labels.width()).to(embedding);
    Tensor hidden = dense(vectors, pieces, settings.labels.width(), settings.hidden).relu();
    Tensor labels = torch.normalize(dense(hidden, pieces, settings.hidden, settings.width));
    return new Matrices(images, labels, pieces.next(1).clamp_max(new Scalar(MOST)).exp());
  }

  @Override
  Tensor logits(Outputs features, Tensor parameters, EpisodeShape shape, Mode mode) {
    Matrices both = matrices(features.embedding(), parameters, shape, settings.share > 0);
    Tensor support = torch.normalize(shape.means(shape.support(both.images)));
    Tensor classes =
        settings.share == 0
            ? support
            : support
                .mul(new Scalar(1 - settings.share))
                .add(both.labels.mul(new Scalar(settings.share)));
    return Distances.cosines(shape.queries(both.images), classes).mul(both.scale);
  }

  @Override
  Tensor loss(Outputs features, Tensor parameters, EpisodeShape shape, Tensor labels) {
    Tensor own = torch.cat(new TensorVector(Tensors.classes(shape.support(), labels), labels), 0);
    Tensor labelled = features.embedding().narrow(0, 0, own.size(0));
    Matrices both = matrices(labelled, parameters, shape, true);
    Tensor cosines = both.images.matmul(both.labels.t());
    Tensor squared = cosines.gather(1, own.unsqueeze(1)).mean().mul(new Scalar(-2.0));
    return contrastive(cosines.mul(both.scale), own)
        .mul(new Scalar(settings.contrastive))
        .add(squared.add(new Scalar(2.0)).mul(new Scalar(settings.squared)));
  }

  /**
   * The symmetric loss.
   *
   * @param scores {@code [images, ways]}
   * @param own the label of each image
   */
  static Tensor contrastive(Tensor scores, Tensor own) {
    Tensor hot = torch.one_hot(own, scores.size(1)).to(scores);
    Tensor shares = hot.div(hot.sum(0));
    Tensor ofColumns = scores.log_softmax(0).mul(shares).sum(0).mean().neg();
    return CrossEntropy.of(scores, own).add(ofColumns).mul(new Scalar(0.5));
  }
}
