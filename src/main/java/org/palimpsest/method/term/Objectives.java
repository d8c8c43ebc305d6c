package org.palimpsest.method.term;

import java.util.List;
import org.palimpsest.conf.Part;
import org.palimpsest.conf.Section;
import org.palimpsest.method.fit.Objective;
import org.palimpsest.method.fit.Share;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Term;

/** What a session's images teach, by name; the first term of every stage that classifies. */
public final class Objectives {

  private static final String SETTINGS =
      """
      # Over which classes the softmax of new images runs: all (of the whole experiment), seen,
      # current (the session's own) or batch (those among the batch's new images). Replayed images
      # are told apart among all seen; with current and the session told, among their session's.
      softmax = seen

      # How much replayed images count: pooled (every image alike), by-session (1 - 1/t in the t-th
      # session) or summed (their mean loss as much as that of the new images).
      weighting = pooled

      # How much it counts in all, beside a distillation: whole (1), sessions (1/t in the t-th
      # session), classes (the share of new classes) or mammoth-bic (1 - 1/t, a mistake there).
      share = whole
      """;

  public static final List<Part<Term>> ALL =
      List.of(
          new Part<>(
              "cross-entropy",
              "softmax and its conventions: van de Ven et al. 2022, section 5",
              SETTINGS,
              Objectives::crossEntropy),
          BalancedCrossEntropy.PART,
          SigmoidObjective.BINARY,
          SigmoidObjective.WITH_CROSS_ENTROPY,
          CutMix.PART,
          FantasyObjective.PART,
          LikelihoodObjective.PART);

  private Objectives() {}

  private static Term crossEntropy(Section section) {
    return new Objective(
        section.word("softmax", Softmax.class),
        section.word("weighting", Objective.Weighting.class),
        section.word("share", Share.class));
  }
}
