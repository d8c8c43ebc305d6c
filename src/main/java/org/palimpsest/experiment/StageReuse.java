package org.palimpsest.experiment;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Contents;
import org.palimpsest.benchmark.Session;
import org.palimpsest.disk.Digests;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.method.Stage;

/**
 * Lets runs that share a stage train it once. An outcome is taken over only if everything that can
 * change a bit of it agrees: the stage's own text, the seed, the images of the sessions up to it,
 * the engine, the program's code and the machine.
 */
final class StageReuse {

  /** An outcome and the key it was found under. */
  record Found(String key, StageStore.Outcome outcome) {}

  private final StageStore store;
  private final Benchmark benchmark;
  private final String surroundings;

  StageReuse(
      StageStore store, RunInfo run, RunConfig config, Benchmark benchmark, Provenance provenance) {
    this.store = store;
    this.benchmark = benchmark;
    int classes = benchmark.classes();
    this.surroundings =
        """
        seed %s
        class order %s
        classes %s
        engine %s %s %s
        weights %s
        program %s
        machine %s cores, %s
        """
            .formatted(
                run.seed(),
                benchmark.order().labels().subList(0, classes),
                classes,
                provenance.program().engine(),
                provenance.program().engineVersion(),
                config.flat("engine"),
                config.start(),
                provenance.program().sha256(),
                provenance.machine().cores(),
                provenance.machine().cpu());
  }

  /** The outcome of this stage, if some run has kept it. */
  Optional<Found> find(Session session, int stageIndex, Stage stage) {
    return about(session, stageIndex, stage)
        .map(Digests::of)
        .flatMap(
            key ->
                store
                    .find(key)
                    // Fewer where it ended early, which the stage's own text says when.
                    .filter(outcome -> outcome.blocks().size() <= stage.blocks())
                    .map(outcome -> new Found(key, outcome)));
  }

  /** Keeps the outcome of this stage if it is worth it. */
  void keep(
      Session session,
      int stageIndex,
      Stage stage,
      Supplier<StageStore.Outcome> outcome,
      Instant now) {
    about(session, stageIndex, stage)
        .ifPresent(about -> store.keep(Digests.of(about), about, outcome.get(), now));
  }

  private Optional<String> about(Session session, int stageIndex, Stage stage) {
    return stage
        .reuseKey()
        .map(
            key ->
                "%s%s\nsession %s, stage %s, %s, %s blocks\n%s\n"
                    .formatted(
                        surroundings,
                        Contents.key(benchmark, session.index()),
                        session.index(),
                        stageIndex,
                        stage.name(),
                        stage.blocks(),
                        key));
  }
}
