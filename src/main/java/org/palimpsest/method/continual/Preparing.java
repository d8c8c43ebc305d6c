package org.palimpsest.method.continual;

import java.util.Map;
import java.util.Optional;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Training;

/**
 * What is done ahead of a session's training.
 *
 * @param training all stages' optimisers
 * @param restarts whether the model goes back to its first weights, and optimisers forget theirs
 * @param filled the memory that takes in the session's images now instead of afterwards
 */
record Preparing(Phase phase, Training training, boolean restarts, Optional<ExemplarMemory> filled)
    implements Stage {

  @Override
  public String name() {
    return "prepare";
  }

  @Override
  public int blocks() {
    return 1;
  }

  @Override
  public Map<String, Double> run(int block, Progress progress) {
    if (restarts) {
      phase.model().restart();
      training.clear();
    }
    filled.ifPresent(memory -> Filling.fill(memory, phase));
    progress.at(1, 1);
    return Map.of();
  }
}
