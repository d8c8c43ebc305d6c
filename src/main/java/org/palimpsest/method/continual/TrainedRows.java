package org.palimpsest.method.continual;

import java.util.List;
import org.palimpsest.engine.Parameter;
import org.palimpsest.head.Head;
import org.palimpsest.method.fit.Fit;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.tensor.Keeps;

/**
 * A session's stage trains the head's rows.
 *
 * @param ownOnly whether only those of the session's own classes
 */
record TrainedRows(boolean ownOnly) implements Fit.Trained {

  @Override
  public void begin(Phase phase) {
    phase.model().head().begin(phase);
  }

  @Override
  public List<Parameter> parameters(Phase phase) {
    Head head = phase.model().head();
    return ownOnly ? head.parameters(phase.session().classes()) : head.parameters();
  }

  @Override
  public Keeps changed(Phase phase) {
    return phase.model().head().trained();
  }

  @Override
  public String text(Phase phase) {
    return phase.model().head().classifier();
  }
}
