package org.palimpsest.method.term;

import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.loss.SigmoidCrossEntropy;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * Every class is told apart from all others by itself. Of classes of earlier sessions the target is
 * not the label but what the model said before the session (Rebuffi et al., "iCaRL", CVPR 2017,
 * algorithm 3).
 */
final class SigmoidObjective extends TeacherTerm {

  static final Part<Term> BINARY =
      new Part<>(
          "binary-cross-entropy",
          "Rebuffi et al., CVPR 2017, algorithm 3",
          """
          # Classes that are asked for: seen (the paper's equation) or all (the authors' code, where
          # classes to come are told not to be there).
          classes = seen

          # Over classes: mean (the authors' code) or sum (the paper's equation, van de Ven). Over
          # images it is the mean.
          reduction = mean

          # Divides the earlier model's logits before the sigmoid, above 0 (van de Ven: 2).
          temperature = 1.0
          """,
          section ->
              new SigmoidObjective(
                  Labels.BY_SIGMOID,
                  section.word("classes", Classes.class),
                  section.word("reduction", Reduction.class),
                  section.real("temperature", 1e-3, 1000),
                  1));

  static final Part<Term> WITH_CROSS_ENTROPY =
      new Part<>(
          "cross-entropy-with-sigmoids",
          "Masana et al., TPAMI 2023, and its code FACIL: iCaRL with a cross-entropy for labels",
          """
          # Factor on the sum over earlier classes, 0 or more; labels are told apart by a softmax
          # over all classes seen.
          weight = 1.0

          temperature = 1.0   # divides the earlier model's logits before the sigmoid, above 0
          """,
          SigmoidObjective::withCrossEntropy);

  /** How an image's own label is learnt. */
  enum Labels {
    BY_SIGMOID,
    BY_SOFTMAX
  }

  /** Which classes there are. */
  enum Classes {
    SEEN,
    ALL
  }

  /** Over classes. */
  enum Reduction {
    MEAN,
    SUM
  }

  private final Labels labels;
  private final Classes classes;
  private final Reduction reduction;
  private final double temperature;
  private final double weight;

  SigmoidObjective(
      Labels labels, Classes classes, Reduction reduction, double temperature, double weight) {
    this.labels = labels;
    this.classes = classes;
    this.reduction = reduction;
    this.temperature = temperature;
    this.weight = weight;
  }

  private static Term withCrossEntropy(Section section) {
    return new SigmoidObjective(
        Labels.BY_SOFTMAX,
        Classes.SEEN,
        Reduction.SUM,
        section.real("temperature", 1e-3, 1000),
        section.real("weight", 0, 1e6));
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Phase phase = step.phase();
    ClassSet seen = phase.session().seen();
    ClassSet earlier =
        teacher().isPresent() ? phase.earlier().without(phase.session().classes()) : ClassSet.EMPTY;
    return Optional.of(
        labels == Labels.BY_SIGMOID
            ? bySigmoid(step, seen, earlier)
            : bySoftmax(step, seen, earlier));
  }

  private Tensor bySigmoid(Step step, ClassSet seen, ClassSet earlier) {
    int total = step.phase().model().context().totalClasses();
    ClassSet among = classes == Classes.ALL ? ClassSet.range(0, total) : seen;
    Tensor targets = torch.one_hot(step.labels(), total).to(torch.ScalarType.Float);
    if (!earlier.isEmpty()) {
      targets.index_copy_(
          1, step.tape().here(Tensors.classes(earlier.toArray())), said(step, earlier));
    }
    return loss(step.logits(), targets, among);
  }

  private Tensor bySoftmax(Step step, ClassSet seen, ClassSet earlier) {
    int[] positions = step.batch().samples().classes().clone();
    for (int i = 0; i < positions.length; i++) {
      positions[i] = seen.position(positions[i]);
    }
    Tensor ofLabels =
        CrossEntropy.of(
            ClassRows.of(step.logits(), 1, seen), step.tape().here(Tensors.classes(positions)));
    if (earlier.isEmpty()) {
      return ofLabels;
    }
    Tensor kept = ClassRows.of(step.logits(), 1, earlier);
    return ofLabels.add(reduced(kept, said(step, earlier)).mul(new Scalar(weight)));
  }

  private Tensor loss(Tensor logits, Tensor targets, ClassSet among) {
    return reduced(ClassRows.of(logits, 1, among), ClassRows.of(targets, 1, among));
  }

  private Tensor reduced(Tensor logits, Tensor targets) {
    Tensor mean = SigmoidCrossEntropy.of(logits, targets);
    return reduction == Reduction.MEAN ? mean : mean.mul(new Scalar((double) logits.size(1)));
  }

  /** What the earlier model says of its classes, each in (0, 1), {@code [batch, classes]}. */
  private Tensor said(Step step, ClassSet earlier) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Tensor logits = ClassRows.of(teacher().logits(step), 1, earlier);
      return logits.div(new Scalar(temperature)).sigmoid();
    }
  }
}
