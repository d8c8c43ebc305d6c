package org.palimpsest.method.continual;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.fit.NamedTerm;
import org.palimpsest.method.fit.Phase;

/**
 * What is done when a session's training is over: terms look back, the memory takes in the
 * session's images, the head settles.
 *
 * @param begins whether the head has to be told of the session first, since nothing was trained
 * @param filled the memory that chooses at a session's end, if there is one
 */
record Settling(Phase phase, boolean begins, List<NamedTerm> terms, Optional<ExemplarMemory> filled)
    implements Stage {

  @Override
  public String name() {
    return "join";
  }

  @Override
  public int blocks() {
    return 1;
  }

  @Override
  public Map<String, Double> run(int block, Progress progress) {
    if (begins) {
      phase.model().head().begin(phase);
    }
    if (phase.scenario().hasBoundaries()) {
      terms.forEach(named -> named.term().end(phase));
    }
    filled
        .filter(memory -> !memory.policy().isOnline())
        .ifPresent(memory -> Filling.fill(memory, phase));
    if (phase.scenario().isEpisodic()) {
      phase.model().head().metric().ifPresent(metric -> metric.settle(phase));
    } else {
      phase.model().head().settle(phase);
    }
    progress.at(1, 1);
    return Map.of();
  }
}
