package org.palimpsest.method.continual;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.benchmark.EpisodeSetting;
import org.palimpsest.conf.Chosen;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.memory.Budget;
import org.palimpsest.memory.Policy;
import org.palimpsest.method.Encoder;
import org.palimpsest.method.fit.EpisodeAnswers.BatchStatistics;
import org.palimpsest.method.fit.Episodes;
import org.palimpsest.method.fit.Epochs;
import org.palimpsest.method.fit.FitSpec;
import org.palimpsest.method.fit.Selection;
import org.palimpsest.method.fit.Term;

/**
 * All choices of a learner made of parts.
 *
 * @param encoder which network, and its settings
 * @param decoder whether there may be one
 * @param head features to class scores
 * @param objective what every session learns, before all other terms
 * @param terms what is added to it
 * @param memory of images of earlier sessions
 * @param trainsOn which images a session is trained on
 * @param restarts whether every session starts from the first weights
 * @param base how session 0 is trained
 * @param novel how later sessions are
 * @param episodes after session 0, for a head that learns on them
 * @param validation how the best moment of training is chosen; empty for its end
 * @param statistics of batch normalisation when an episode is answered
 * @param reuse whether another run's base stage may be taken over
 */
record Settings(
    Encoder encoder,
    boolean decoder,
    Chosen<HeadMaker> head,
    Chosen<Term> objective,
    List<Chosen<Term>> terms,
    Optional<Memory> memory,
    TrainsOn trainsOn,
    boolean restarts,
    Training base,
    Training novel,
    Optional<EpisodeTraining> episodes,
    Optional<Validation> validation,
    BatchStatistics statistics,
    boolean reuse) {

  Settings {
    terms = List.copyOf(terms);
  }

  /** Stored images. */
  record Memory(Chosen<Policy> policy, Budget budget) {}

  /** Which images a session is trained on. */
  enum TrainsOn {
    /** The session's own. */
    SESSION,
    /** The session's own and the stored ones, in one list. */
    SESSION_AND_MEMORY,
    /** The stored ones, which take in the session's own first. */
    MEMORY,
    /** Those of all sessions so far: joint training. */
    SEEN
  }

  /**
   * How a session is trained.
   *
   * @param patience passes without a better answer to held-out images that end it; empty for never
   */
  record Training(FitSpec spec, Epochs.Plan plan, OptionalInt patience) {

    /** Whether there is anything to train. */
    boolean isWanted() {
      return plan.epochs() > 0 || plan.iterations().isPresent();
    }
  }

  /** Episodes of base classes. */
  record EpisodeTraining(FitSpec spec, Episodes.Plan plan) {}

  /**
   * Validation episodes.
   *
   * @param number of them
   */
  record Validation(EpisodeSetting setting, int number, Selection.Choice choice) {}

  /** The optimiser of a stage with another rate for its encoder. */
  static FitSpec withEncoderRate(FitSpec spec, double rate) {
    OptimizerSpec encoder = OptimizerReader.withRate(spec.optimizer(), rate);
    return new FitSpec(
        spec.name(),
        spec.optimizer(),
        encoder,
        spec.augmentation(),
        spec.mode(),
        spec.trainsEncoder(),
        spec.ownRowsOnly(),
        spec.keepsMoments());
  }
}
