package org.palimpsest.method.term;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Part;
import org.palimpsest.head.ClassRows;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * Cross-entropy in which every class counts alike, however many training images it has had in all
 * sessions so far: an image's weight is one over its class's number, and the loss is the weighted
 * mean over the batch.
 */
final class BalancedCrossEntropy implements Term {

  static final Part<Term> PART =
      new Part<>(
          "balanced-cross-entropy",
          "class weights by inverse frequency; for joint training on sessions of unlike size",
          """
          softmax = seen   # over which classes: seen, or all (of the whole experiment)
          """,
          section ->
              new BalancedCrossEntropy(
                  section.oneOf("softmax", List.of("seen", "all")).equals("all")
                      ? Softmax.ALL
                      : Softmax.SEEN));

  private final Softmax softmax;

  /** Of the session that was asked for last. */
  private int session = -1;

  private float[] weights = {};

  BalancedCrossEntropy(Softmax softmax) {
    this.softmax = softmax;
  }

  @Override
  public Softmax softmax() {
    return softmax;
  }

  @Override
  public Optional<Tensor> loss(Step step) {
    float[] byClass = weights(step.phase());
    int[] labels = step.batch().samples().classes();
    float[] byImage = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      byImage[i] = byClass[labels[i]];
    }
    ClassSet among = step.phase().told();
    if (!among.isRange() || among.first() != 0) {
      throw new IllegalStateException("classes seen are not the first ones");
    }
    Tensor logs = ClassRows.of(step.logits(), 1, among).log_softmax(1);
    Tensor own = logs.gather(1, step.labels().unsqueeze(1)).squeeze(1);
    Tensor weight = step.tape().constant(Nd4j.createFromArray(byImage));
    return Optional.of(own.mul(weight).sum().div(weight.sum()).neg());
  }

  private float[] weights(Phase phase) {
    int now = phase.session().index();
    if (now != session) {
      int[] counts = new int[phase.model().context().totalClasses()];
      for (Session seen : phase.model().context().sessions().subList(0, now + 1)) {
        Arrays.stream(seen.train().classes()).forEach(c -> counts[c]++);
      }
      weights = new float[counts.length];
      for (int c = 0; c < counts.length; c++) {
        weights[c] = 1f / Math.max(1, counts[c]);
      }
      session = now;
    }
    return weights;
  }
}
