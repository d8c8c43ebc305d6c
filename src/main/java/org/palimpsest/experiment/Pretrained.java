package org.palimpsest.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.conf.Section;
import org.palimpsest.data.DataException;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerFactory;

/**
 * What {@code learner.pretrained} asks for: a run, mostly an episodic one, whose encoder and metric
 * the learner goes on with.
 *
 * @param run folder, relative to the working directory
 * @param sha256 that its state has to have; empty if any will do
 */
record Pretrained(Path run, Optional<String> sha256) {

  static final String SHA256_PATH = "learner.pretrained-sha256";
  private static final String RUN = "pretrained";
  private static final String SHA256 = "pretrained-sha256";

  /** Reads the section {@code learner}; empty if nothing is asked for. */
  static Optional<Pretrained> read(Section learner) {
    Optional<Path> run = learner.optionalPath(RUN);
    Optional<String> sha256 = learner.optionalText(SHA256);
    if (sha256.isPresent() && !learner.has(RUN)) {
      learner.problem(SHA256, "needs learner." + RUN);
    }
    return run.map(path -> new Pretrained(path, sha256));
  }

  /** What the runs of a configuration go on from. */
  static Optional<Path> run(RunConfig config) {
    return Optional.ofNullable(config.flat().get("learner." + RUN))
        .filter(text -> !text.equals("null"))
        .map(Path::of);
  }

  /** A state and its digest. */
  record Opened(Path run, Map<String, INDArray> state, String sha256) {

    /** Learners that begin with this state. */
    LearnerFactory before(LearnerFactory factory) {
      return context -> {
        Learner learner = factory.create(context);
        try {
          learner.startFrom(state);
          return learner;
        } catch (IllegalArgumentException e) {
          learner.close();
          throw new DataException(
              "learner.%s = %s does not fit this learner: %s; encoder and head have to be the same"
                  .formatted(RUN, run, e.getMessage()),
              e);
        }
      };
    }
  }

  /**
   * Reads the run's state.
   *
   * @throws DataException if there is none or it is not the one that was asked for
   */
  Opened open() {
    if (!Files.isRegularFile(run.resolve(RunConfig.FILE))) {
      throw new DataException(
          "learner.%s = %s".formatted(RUN, run), "no " + RunConfig.FILE, "the folder of a run");
    }
    Map<String, INDArray> state = LearntState.of(run).state().tensors();
    String found = TensorDigest.of(state);
    if (sha256.isPresent() && !sha256.get().equals(found)) {
      throw new DataException(
          "learner.%s = %s".formatted(RUN, run),
          "SHA-256 " + found,
          "SHA-256 %s as %s says".formatted(sha256.get(), SHA256_PATH));
    }
    return new Opened(run, state, found);
  }

  /** What the audit can say of it: the other run knows what it has learnt. */
  static StartAudit audit(RunConfig config, Benchmark benchmark, Provenance.Data data) {
    return run(config)
        .map(
            path ->
                StartAudit.of(
                    "the learner goes on from %s".formatted(path),
                    TrainedOn.by(path),
                    benchmark,
                    data))
        .orElse(StartAudit.NOTHING);
  }
}
