package org.palimpsest.method.term;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Part;
import org.palimpsest.head.ClassRows;
import org.palimpsest.loss.Distillation;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Share;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * Learning without forgetting: on the session's own images (and replayed ones, if there are any)
 * the model shall answer as the model before the session does.
 */
final class Lwf extends TeacherTerm {

  static final Part<Term> PART =
      new Part<>(
          "lwf",
          "Li and Hoiem, ECCV 2016, equations 2 and 3",
          """
          weight = 1.0        # lambda_o, 0 or more
          temperature = 2.0   # T, above 0; 2 in section 3

          # Over which logits the softmaxes run: scenario (sessions where the session is told, else
          # earlier), earlier (all classes of earlier sessions), sessions (those of each earlier
          # session by themselves; mean over sessions) or seen (the student's over all seen, new
          # classes having probability 0 for the teacher: van de Ven et al.).
          over = scenario

          # Whether it is multiplied by T^2, so that gradients do not shrink with T (Hinton et al.
          # 2015); the published codes do not.
          squared-temperature = false

          # A further factor: whole (1), sessions (1 - 1/t in the t-th session: van de Ven et al.),
          # classes (the share of earlier classes: WA, BiC) or mammoth-bic (1/t, a mistake there).
          # The objective's share is the other side of it.
          share = whole
          """,
          section ->
              new Lwf(
                  section.real("weight", 0, 1e9),
                  section.real("temperature", 1e-3, 1e6),
                  section.word("over", Over.class),
                  section.flag("squared-temperature"),
                  section.word("share", Share.class)));

  private final double weight;
  private final double temperature;
  private final Over over;
  private final boolean squared;
  private final Share share;

  /** Which logits. */
  enum Over {
    SCENARIO,
    EARLIER,
    SESSIONS,
    SEEN;

    /** Sets of classes, a softmax each. */
    List<ClassSet> sets(Phase phase) {
      boolean each = this == SESSIONS || (this == SCENARIO && phase.scenario().tellsSession());
      return each
          ? phase.model().context().sessions().subList(0, phase.session().index()).stream()
              .map(Session::classes)
              .toList()
          : List.of(phase.earlier());
    }
  }

  Lwf(double weight, double temperature, Over over, boolean squared, Share share) {
    this.weight = weight;
    this.temperature = temperature;
    this.over = over;
    this.squared = squared;
    this.share = share;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    Phase phase = step.phase();
    double factor = weight * share.earlier(phase) * (squared ? temperature * temperature : 1);
    if (!teacher().isPresent() || factor == 0) {
      return Optional.empty();
    }
    Tensor earlier = teacher().logits(step);
    List<ClassSet> sets = over.sets(phase);
    Tensor sum = null;
    for (ClassSet classes : sets) {
      Tensor target = Distillation.softened(ClassRows.of(earlier, 1, classes), temperature);
      Tensor divergence = Distillation.divergence(student(step, classes), target);
      sum = sum == null ? divergence : sum.add(divergence);
    }
    return Optional.ofNullable(sum).map(all -> all.mul(new Scalar(factor / sets.size())));
  }

  private Tensor student(Step step, ClassSet classes) {
    if (over != Over.SEEN) {
      return Distillation.softened(ClassRows.of(step.logits(), 1, classes), temperature);
    }
    ClassSet seen = step.phase().session().seen();
    Tensor all = Distillation.softened(ClassRows.of(step.logits(), 1, seen), temperature);
    return classes.equals(seen)
        ? all
        : ClassRows.of(
            all, 1, ClassSet.of(classes.numbers().stream().mapToInt(seen::position).toArray()));
  }
}
