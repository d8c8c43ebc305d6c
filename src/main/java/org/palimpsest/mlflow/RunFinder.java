package org.palimpsest.mlflow;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunTag;
import org.palimpsest.record.JournalEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the one run of a server that replicates a journal, and creates it if there is none.
 *
 * <p>Creating a run cannot be repeated without harm, and an answer may be lost after the server did
 * the work. So a run carries a tag that tells whose it is, is searched for before it is created,
 * and searched for again afterwards: of several, the one with the smallest id stays, and the others
 * are marked and deleted. Somebody whose run was deleted this way finds the one that stayed.
 */
final class RunFinder {

  static final String RUN_UUID_TAG = "palimpsest.run_uuid";
  static final String DUPLICATE_OF_TAG = "palimpsest.duplicate_of";

  private static final Logger LOG = LoggerFactory.getLogger(RunFinder.class);
  private static final String DELETED = "deleted";

  private final TrackingApi api;
  private final boolean restoreDeleted;
  private final Map<String, String> experimentIds = new ConcurrentHashMap<>();

  /**
   * @param restoreDeleted whether to bring back what somebody deleted on the server, rather than to
   *     refuse
   */
  RunFinder(TrackingApi api, boolean restoreDeleted) {
    this.api = api;
    this.restoreDeleted = restoreDeleted;
  }

  /**
   * Finds a run that was replicated before, by one request.
   *
   * @return empty if the server does not know it any more
   */
  Optional<Run> again(SyncState known) {
    return theOne(known.experimentId(), known.runUuid());
  }

  /** Finds a run or creates it. */
  Run findOrCreate(JournalEntry.Started started) {
    String experiment = MlflowLimits.name(started.experiment(), MlflowLimits.EXPERIMENT_NAME);
    String experimentId = experimentId(experiment);
    Optional<Run> found = theOne(experimentId, started.runUuid());
    if (found.isPresent()) {
      return found.get();
    }
    RunTag tag = RunTag.newBuilder().setKey(RUN_UUID_TAG).setValue(started.runUuid()).build();
    String name = MlflowLimits.name(started.name(), MlflowLimits.RUN_NAME);
    try {
      api.createRun(experimentId, name, started.startedMillis(), List.of(tag));
    } catch (ServerRefusedException e) {
      // The experiment may have been deleted since its id was remembered: ask again next time.
      experimentIds.remove(experiment);
      throw e;
    }
    return theOne(experimentId, started.runUuid())
        .orElseThrow(
            () ->
                new ServerUnavailableException(
                    "the server does not find the run that it has just created", null));
  }

  private Optional<Run> theOne(String experimentId, String runUuid) {
    List<Run> all = tagged(experimentId, runUuid);
    Optional<Run> kept = kept(all);
    if (kept.isPresent() && isDeleted(kept.get())) {
      restore(kept.get());
      all = tagged(experimentId, runUuid);
      kept = kept(all);
    }
    if (kept.isPresent()) {
      deleteOthers(all, kept.get().getInfo().getRunId());
    }
    return kept;
  }

  private List<Run> tagged(String experimentId, String runUuid) {
    return api.runsTagged(experimentId, RUN_UUID_TAG, runUuid);
  }

  /** Of the runs that repeat no other, one that is not deleted, and then the smallest id. */
  private static Optional<Run> kept(List<Run> all) {
    return all.stream()
        .filter(run -> !isDuplicate(run))
        .min(
            Comparator.comparing(RunFinder::isDeleted)
                .thenComparing(run -> run.getInfo().getRunId()));
  }

  private void deleteOthers(List<Run> all, String keptId) {
    for (Run run : all) {
      String id = run.getInfo().getRunId();
      if (!id.equals(keptId) && !isDeleted(run)) {
        LOG.info("Run {} repeats run {} on the server and is deleted there", id, keptId);
        api.setTag(id, DUPLICATE_OF_TAG, keptId);
        api.deleteRun(id);
      }
    }
  }

  private synchronized void restore(Run deleted) {
    String id = deleted.getInfo().getRunId();
    // A deleted experiment takes its runs with it, and brings them back.
    restoreIfDeleted(api.experiment(deleted.getInfo().getExperimentId()));
    if (!restoreDeleted) {
      throw new ServerRefusedException(
          ("run %s was deleted on the server; to have it there again, run scripts/mlflow-sync with"
                  + " --restore")
              .formatted(id),
          null);
    }
    api.restoreRun(id);
  }

  private String experimentId(String name) {
    String known = experimentIds.get(name);
    if (known != null) {
      return known;
    }
    String id = foundExperiment(name).orElseGet(() -> createdExperiment(name));
    experimentIds.put(name, id);
    return id;
  }

  private synchronized Optional<String> foundExperiment(String name) {
    Optional<Experiment> found = api.experimentNamed(name);
    found.ifPresent(this::restoreIfDeleted);
    return found.map(Experiment::getExperimentId);
  }

  private String createdExperiment(String name) {
    try {
      return api.createExperiment(name);
    } catch (ServerRefusedException e) {
      if (!e.isAlreadyThere()) {
        throw e;
      }
      return foundExperiment(name).orElseThrow(() -> e);
    }
  }

  private void restoreIfDeleted(Experiment experiment) {
    if (!experiment.getLifecycleStage().equals(DELETED)) {
      return;
    }
    if (!restoreDeleted) {
      throw new ServerRefusedException(
          ("experiment \"%s\" (id %s) was deleted on the server; run scripts/mlflow-sync with"
                  + " --restore to have it there again, or give mlflow.experiment another name")
              .formatted(experiment.getName(), experiment.getExperimentId()),
          null);
    }
    api.restoreExperiment(experiment.getExperimentId());
  }

  private static boolean isDeleted(Run run) {
    return run.getInfo().getLifecycleStage().equals(DELETED);
  }

  private static boolean isDuplicate(Run run) {
    return run.getData().getTagsList().stream()
        .anyMatch(tag -> tag.getKey().equals(DUPLICATE_OF_TAG) && !tag.getValue().isEmpty());
  }
}
