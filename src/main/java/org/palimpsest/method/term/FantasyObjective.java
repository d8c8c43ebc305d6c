package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.generative.DenseLayers;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * Every class has a fantasy beside it, its images turned upside down, and all are told apart; in a
 * projection of the embeddings images of one class, real or fantasy, come together and all others
 * go apart. Both leave room between classes for those to come.
 *
 * <p>Source: Song et al., "Learning with Fantasy: Semantic-Aware Virtual Contrastive Constraint for
 * Few-Shot Class-Incremental Learning" (SAVC), CVPR 2023, equations 2 to 5; the contrast is that of
 * Khosla et al., NeurIPS 2020, equation 2. Other than there the contrast is within the batch, not
 * with a queue of a second encoder's, there are no small crops, and answers look at images as they
 * are only.
 */
final class FantasyObjective implements Term {

  private static final String NAME = "fantasy-classes";

  static final Part<Term> PART =
      new Part<>(
          NAME,
          "SAVC: Song et al., CVPR 2023, equations 2 to 5; without queue and small crops",
          """
          scale = 16.0         # factor on the cosines of fantasy classes, above 0 to 1000
          contrast = 0.2       # weight of the contrast, 0 or more; 0.2 for whole images in the authors' program
          temperature = 0.07   # of the contrast, above 0
          projection = 32      # width of what is contrasted, 1 or more
          """,
          FantasyObjective::new);

  private static final String ROWS = "rows";
  private static final String PROJECTOR = "projector";

  /** Added where an image meets itself. */
  private static final double NEVER = -1e9;

  private final Classifier.Cosine classifier;
  private final double contrast;
  private final double temperature;
  private final int width;
  private boolean needed = true;
  private @Nullable Parameter rows;
  private @Nullable DenseLayers projector;

  private FantasyObjective(Section section) {
    classifier = new Classifier.Cosine(section.real("scale", 1e-3, 1000));
    contrast = section.real("contrast", 0, 1e6);
    temperature = section.real("temperature", 1e-6, 1e6);
    width = section.integer("projection", 1, 65_536);
  }

  @Override
  public boolean isAnswering() {
    return false;
  }

  @Override
  public void attach(Model model) {
    int embedding = model.encoder().architecture().embeddingWidth();
    var seeds = model.context().seeds();
    rows =
        Parameter.of(
            NAME + "." + ROWS,
            classifier.initial(
                model.context().totalClasses(),
                embedding,
                model.encoder().architecture().initialization(),
                seeds.generator(NAME)));
    projector =
        DenseLayers.fresh(
            NAME + "." + PROJECTOR,
            List.of(embedding, width),
            seeds.generator(NAME + "-projector"));
  }

  private Parameter rows() {
    if (rows == null) {
      throw new IllegalStateException("not attached");
    }
    return rows;
  }

  private DenseLayers projector() {
    if (projector == null) {
      throw new IllegalStateException("not attached");
    }
    return projector;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(rows(), projector().parameter());
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    ClassSet among = step.phase().session().seen();
    int[] classes = step.batch().samples().classes();
    int[] labels = new int[2 * classes.length];
    for (int i = 0; i < classes.length; i++) {
      labels[i] = among.position(classes[i]);
      labels[classes.length + i] = among.size() + labels[i];
    }
    Tensor targets = step.tape().here(Tensors.classes(labels));
    Outputs own = step.features();
    Outputs turned = step.features(step.tape(), torch.rot90(step.images(), 2, 2, 3));
    Tensor logits =
        torch.cat(new TensorVector(logits(step, own, among), logits(step, turned, among)), 0);
    Tensor error = CrossEntropy.of(logits, targets);
    if (contrast == 0) {
      return Optional.of(error);
    }
    Tensor embeddings = torch.cat(new TensorVector(own.embedding(), turned.embedding()), 0);
    Tensor weights = step.tape().leaf(projector().parameter());
    Tensor apart = contrast(projector().of(embeddings, weights), targets, temperature);
    return Optional.of(error.add(apart.mul(new Scalar(contrast))));
  }

  /** Real classes first, then as many fantasies, {@code [images, 2 among]}. */
  private Tensor logits(Step step, Outputs features, ClassSet among) {
    Tensor real = step.phase().model().head().logits(features, step.tape());
    Tensor fantasies = classifier.logits(features.embedding(), step.tape().leaf(rows()));
    return torch.cat(
        new TensorVector(ClassRows.of(real, 1, among), ClassRows.of(fantasies, 1, among)), 1);
  }

  /**
   * Mean over images that have one of their class beside them of {@code -1/|P| sum_{p in P} log
   * (exp(z.z_p / T) / sum_{a != i} exp(z.z_a / T))}.
   *
   * @param projections {@code [images, width]}, brought to length 1 here
   * @param labels {@code [images]}
   */
  static Tensor contrast(Tensor projections, Tensor labels, double temperature) {
    Tensor z = projections.div(projections.square().sum(1L).sqrt().unsqueeze(1));
    Tensor self = torch.eye(z.size(0)).to(z);
    Tensor similarities =
        z.matmul(z.t()).div(new Scalar(temperature)).add(self.mul(new Scalar(NEVER)));
    Tensor logShares = similarities.log_softmax(1L);
    Tensor alike = labels.unsqueeze(0).eq(labels.unsqueeze(1)).to(z).sub(self);
    Tensor count = alike.sum(1L);
    Tensor mean = logShares.mul(alike).sum(1L).div(count.clamp_min(new Scalar(1.0)));
    Tensor some = count.gt(new Scalar(0)).to(z);
    return mean.sum().neg().div(some.sum().clamp_min(new Scalar(1.0)));
  }

  @Override
  public void end(Phase phase) {
    needed = phase.trainsLater();
  }

  @Override
  public List<Kept> kept() {
    return needed
        ? List.of(
            new Kept(ROWS, rows().values(), Purpose.HEAD),
            new Kept(PROJECTOR, projector().parameter().values(), Purpose.HEAD))
        : List.of();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    needed = !saved.isEmpty();
    if (needed) {
      KeptArrays.assign(rows().values(), saved, ROWS);
      KeptArrays.assign(projector().parameter().values(), saved, PROJECTOR);
    }
  }
}
