package org.palimpsest.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.palimpsest.method.LearnerFactory;

/**
 * What is to be run.
 *
 * @param name of the experiment
 * @param seeds one run each
 * @param method name of the learner
 * @param learner builds it
 * @param results folder of all experiments
 * @param config resolved
 * @param command the words of the command line, for provenance
 * @param tags of the user's, such as {@code mlflow.source.name}
 * @param lastSession after which unfinished runs stop for now; empty to run to the end
 * @param again whether finished runs are repeated, trained wholly anew, beside the old ones
 */
public record ExperimentPlan(
    String name,
    List<Long> seeds,
    String method,
    LearnerFactory learner,
    Path results,
    RunConfig config,
    List<String> command,
    Map<String, String> tags,
    OptionalInt lastSession,
    boolean again) {

  public ExperimentPlan {
    seeds = List.copyOf(seeds);
    command = List.copyOf(command);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** {@code results/NAME}. */
  public Path folder() {
    return results.resolve(name);
  }

  RunInfo run(long seed, String id) {
    return new RunInfo(name, id, seed, config.hash(), method, folder().resolve(id));
  }
}
