package org.palimpsest.experiment;

import java.nio.file.Path;

/**
 * Which run is meant.
 *
 * @param experiment its name
 * @param id {@code seed-SEED-HASH}, with {@code -again-N} for a repetition
 * @param seed of all its randomness
 * @param configuration hash that the runs of one experiment over several seeds share
 * @param method name of the learner
 * @param folder {@code results/EXPERIMENT/ID}
 */
public record RunInfo(
    String experiment, String id, long seed, String configuration, String method, Path folder) {}
