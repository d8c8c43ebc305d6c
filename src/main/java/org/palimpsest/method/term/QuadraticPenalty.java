package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;

/**
 * {@code strength/2 * sum Omega (theta - anchor)^2}, where what matters is found when a session
 * ends.
 */
abstract class QuadraticPenalty implements Term {

  private final double strength;
  private final Anchors anchors = new Anchors();

  QuadraticPenalty(double strength) {
    this.strength = strength;
  }

  /** A session is over: adds what mattered in it. Not called after the last one. */
  abstract void settle(Anchors anchors, Phase phase);

  @Override
  public final Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public final void gradients(Step step) {
    anchors.pull(step, strength);
  }

  @Override
  public final void end(Phase phase) {
    if (phase.trainsLater()) {
      settle(anchors, phase);
    }
  }

  @Override
  public final List<Kept> kept() {
    return anchors.kept();
  }

  @Override
  public final void restore(Map<String, INDArray> saved) {
    anchors.restore(saved);
  }
}
