package org.palimpsest.cli;

import org.palimpsest.experiment.ExperimentSpec;

/** An experiment in a few lines, before it is run. */
final class Outline {

  private Outline() {}

  static String of(ExperimentSpec experiment) {
    return "%s: %d run(s) of %s into %s"
        .formatted(
            experiment.name(),
            experiment.seeds().size(),
            experiment.method(),
            experiment.results().resolve(experiment.name()));
  }
}
