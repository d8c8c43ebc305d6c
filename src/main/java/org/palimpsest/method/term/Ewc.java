package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;

/**
 * Elastic weight consolidation: {@code strength/2 * sum_t sum_i F_t,i (theta_i - theta_t,i)^2} over
 * earlier sessions t, each with the Fisher information of its images and the weights at its end.
 */
final class Ewc implements Term {

  static final Part<Term> PART =
      new Part<>(
          "ewc",
          "Kirkpatrick et al., PNAS 2017, equation 3",
          """
          # lambda; 0 or more. van de Ven et al. 2022, split MNIST: 1e5 with tasks told, 1e9 without.
          strength = 1000.0

          """
              + Fisher.KEYS,
          section -> new Ewc(section.real("strength", 0, 1e15), Fisher.read(section)));

  private final double strength;
  private final Fisher fisher;
  private final Anchors anchors = new Anchors();

  Ewc(double strength, Fisher fisher) {
    this.strength = strength;
    this.fisher = fisher;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public void gradients(Step step) {
    anchors.pull(step, strength);
  }

  @Override
  public void end(Phase phase) {
    if (phase.trainsLater()) {
      anchors.add(phase.model(), fisher.of(phase));
    }
  }

  @Override
  public List<Kept> kept() {
    return anchors.kept();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    anchors.restore(saved);
  }
}
