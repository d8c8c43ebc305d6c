package org.palimpsest.report.compare;

import java.util.Optional;
import org.palimpsest.metric.PairedBootstrap;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.PairedT;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.metric.WilcoxonSignedRank;

/**
 * A method against the baseline in one metric.
 *
 * @param method its name
 * @param metric full name
 * @param difference method minus baseline over their common seeds; empty without any
 * @param t paired over seeds; empty for fewer than two seeds or without spread
 * @param wilcoxon paired over seeds; empty where no seed differs
 * @param bootstrap paired over test images, of the accuracy over all classes after the last session
 * @param episodes paired over episodes, of a metric of episodes that both answered
 * @param adjusted p values after Holm's correction
 */
public record Contrast(
    String method,
    String metric,
    Optional<StudentInterval> difference,
    Optional<PairedT> t,
    Optional<WilcoxonSignedRank> wilcoxon,
    Optional<PairedBootstrap> bootstrap,
    Optional<PairedEpisodes> episodes,
    Adjusted adjusted) {

  /**
   * P values after Holm's correction over all methods that are compared with the baseline in one
   * metric by one test.
   */
  record Adjusted(
      Optional<Double> t,
      Optional<Double> wilcoxon,
      Optional<Double> bootstrap,
      Optional<Double> episodes) {
    static final Adjusted NONE =
        new Adjusted(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** What the seeds say. */
  enum Verdict {
    HIGHER("higher"),
    LOWER("lower"),
    NOT_TOLD_APART("no difference found"),
    EQUAL("equal under every seed"),
    TOO_FEW_SEEDS("not enough seeds to tell");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Chance of a false alarm that is put up with. */
  static final double LEVEL = 0.05;

  /** With fewer seeds, a t test leans wholly on an assumption that nobody can check. */
  static final int FEWEST_TO_FIND = 3;

  /**
   * With fewer seeds, nothing found means nothing: Wilcoxon's smallest p value for 5 seeds is
   * 0.0625.
   */
  static final int FEWEST_TO_MISS = 6;

  /** Common seeds. */
  int seeds() {
    return difference.map(StudentInterval::n).orElse(0);
  }

  /** From the t test over seeds; the bootstrap is about these trained models, not the method. */
  Verdict verdict() {
    if (difference.isEmpty() || seeds() < FEWEST_TO_FIND) {
      return Verdict.TOO_FEW_SEEDS;
    }
    double mean = difference.get().mean();
    if (t.isEmpty() && wilcoxon.isEmpty()) {
      return Verdict.EQUAL;
    }
    if (adjusted.t().isPresent() && adjusted.t().get() <= LEVEL) {
      return mean > 0 ? Verdict.HIGHER : Verdict.LOWER;
    }
    return seeds() < FEWEST_TO_MISS ? Verdict.TOO_FEW_SEEDS : Verdict.NOT_TOLD_APART;
  }

  Contrast with(Adjusted corrected) {
    return new Contrast(method, metric, difference, t, wilcoxon, bootstrap, episodes, corrected);
  }
}
