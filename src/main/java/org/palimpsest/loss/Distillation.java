package org.palimpsest.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * How far a student's softened probabilities are from a teacher's (Hinton et al. 2015): mean over
 * samples of {@code sum_c q_c (log q_c - log p_c)}, q and p being softmaxes of logits over a
 * temperature. Its gradient is that of the cross-entropy {@code - sum_c q_c log p_c}; at the
 * teacher's own answer it is 0.
 */
public final class Distillation {

  private Distillation() {}

  /** Logarithms of softened probabilities, of the logits' shape {@code [samples, classes]}. */
  public static Tensor softened(Tensor logits, double temperature) {
    return logits.div(new Scalar(temperature)).log_softmax(1);
  }

  /**
   * The divergence of a batch.
   *
   * @param student logarithms of probabilities, {@code [samples, classes]}; they may be some of a
   *     softmax over more classes, for which the teacher's probability then is 0
   * @param teacher of the same shape; no gradient flows into it
   */
  public static Tensor divergence(Tensor student, Tensor teacher) {
    Tensor target = teacher.detach();
    return target.exp().mul(target.sub(student)).sum(1L).mean();
  }
}
