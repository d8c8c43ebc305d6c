package org.palimpsest.method.term;

import java.util.Arrays;
import java.util.Set;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Shuffle;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Matrices;

/**
 * Bias correction: when a session has been trained, logits z of its new classes become {@code alpha
 * z + beta}, where two numbers minimise the cross-entropy over all classes seen on images that were
 * kept from training, equally many of each class. Both go into the rows themselves, so that the
 * next session's teacher is corrected, too.
 */
final class BiasCorrection implements Term {

  static final Part<Term> PART =
      new Part<>(
          "bias-correction",
          "Wu et al., \"BiC\", CVPR 2019, equations 4 and 5",
          """
          # Share of the stored images that is kept from training, and as many of each new class:
          # above 0 to 0.5, at least one of each class. 1 of 10 in section 5.
          hold-out = 0.1

          # Weight of ((alpha - 1)^2 + beta^2)/2, above 0: without it images that can be told apart
          # without a mistake have no best alpha. FACIL has 0.1 for beta alone.
          ridge = 0.001

          # Whether the cross-entropy is that of probabilities put through another softmax: a mistake
          # in PyCIL.
          double-softmax = false
          """,
          section ->
              new BiasCorrection(
                  section.real("hold-out", 1e-9, 0.5),
                  section.real("ridge", 1e-12, 1e6),
                  section.flag("double-softmax")));

  private static final int MANY = 5000;

  private final double share;
  private final double ridge;
  private final boolean doubleSoftmax;

  BiasCorrection(double share, double ridge, boolean doubleSoftmax) {
    this.share = share;
    this.ridge = ridge;
    this.doubleSoftmax = doubleSoftmax;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES, Need.LINEAR_HEAD, Need.MEMORY_IN_ONE_LIST);
  }

  @Override
  public Samples withheld(Phase phase) {
    Samples none = phase.session().train().at(new int[0]);
    Samples stored = phase.exemplars();
    ClassSet fresh = fresh(phase);
    if (stored.size() == 0 || fresh.isEmpty()) {
      return none;
    }
    int fewest =
        phase.earlier().numbers().stream().mapToInt(c -> stored.of(c).size()).min().orElse(0);
    int each = Math.max(1, (int) (share * fewest));
    Samples held = none;
    var random = phase.random("hold-out");
    for (int c : phase.session().seen().numbers()) {
      Samples own = (fresh.contains(c) ? phase.session().train() : stored).of(c);
      int[] order = Shuffle.of(own.size(), random);
      held = held.and(own.at(Arrays.copyOf(order, Math.min(each, order.length))));
    }
    return held;
  }

  private static ClassSet fresh(Phase phase) {
    return phase.session().classes().without(phase.earlier());
  }

  @Override
  public void end(Phase phase) {
    Samples held = withheld(phase);
    if (held.size() == 0) {
      return;
    }
    ClassSet seen = phase.session().seen();
    INDArray scores = phase.model().head().scores(phase.features(held, false), seen);
    boolean[] scaled = new boolean[seen.size()];
    fresh(phase).numbers().forEach(c -> scaled[seen.position(c)] = true);
    int[] labels = Arrays.stream(held.classes()).map(seen::position).toArray();
    double[] best = fit(Matrices.doubles(scores), labels, scaled);
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor rows = LinearRows.of(phase.model());
      for (int c : fresh(phase).numbers()) {
        Tensor row = rows.select(0, c).mul_(new Scalar(best[0]));
        row.narrow(0, row.size(0) - 1, 1).add_(new Scalar(best[1]));
      }
    }
    phase.model().changed();
  }

  /**
   * The best alpha and beta.
   *
   * @param logits {@code [images, classes]}
   * @param labels columns
   * @param scaled which columns they apply to
   */
  double[] fit(double[][] logits, int[] labels, boolean[] scaled) {
    return new SimplexOptimizer(1e-12, 1e-14)
        .optimize(
            new MaxEval(MANY),
            new ObjectiveFunction(at -> loss(logits, labels, scaled, at[0], at[1])),
            GoalType.MINIMIZE,
            new InitialGuess(new double[] {1, 0}),
            new NelderMeadSimplex(new double[] {0.2, 0.2}))
        .getPoint();
  }

  double loss(double[][] logits, int[] labels, boolean[] scaled, double alpha, double beta) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double[] row = logits[i].clone();
      for (int c = 0; c < row.length; c++) {
        row[c] = scaled[c] ? alpha * row[c] + beta : row[c];
      }
      if (doubleSoftmax) {
        double whole = logSumExp(row);
        row = Arrays.stream(row).map(z -> Math.exp(z - whole)).toArray();
      }
      sum += logSumExp(row) - row[labels[i]];
    }
    double away = (alpha - 1) * (alpha - 1) + beta * beta;
    return sum / logits.length + ridge * away / 2;
  }

  private static double logSumExp(double[] row) {
    double most = Arrays.stream(row).max().orElse(0);
    return most + Math.log(Arrays.stream(row).map(z -> Math.exp(z - most)).sum());
  }
}
