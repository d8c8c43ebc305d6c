package org.palimpsest.method.continual;

import java.util.List;
import org.palimpsest.engine.Parameter;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.method.fit.Fit;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.tensor.Keeps;

/** Episodes train the head's metric. */
record TrainedMetric() implements Fit.Trained {

  private static EpisodeMetric metric(Phase phase) {
    return phase.model().head().metric().orElseThrow();
  }

  @Override
  public void begin(Phase phase) {
    // The head knows its classes already.
  }

  @Override
  public List<Parameter> parameters(Phase phase) {
    return metric(phase).parameters();
  }

  @Override
  public Keeps changed(Phase phase) {
    return metric(phase);
  }

  @Override
  public String text(Phase phase) {
    return "metric";
  }
}
