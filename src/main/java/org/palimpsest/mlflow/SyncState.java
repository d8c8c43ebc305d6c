package org.palimpsest.mlflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;

/**
 * What one server has acknowledged of one run.
 *
 * @param artifactUri where the server keeps the run's artifacts
 * @param acknowledged the last journal line that the server has, -1 for none
 * @param status the run's last status there, with the time of its end
 * @param artifacts the SHA-256 of each artifact's content there, by path
 * @param refused what the server will not take, one sentence each
 */
record SyncState(
    String runUuid,
    String experimentId,
    String runId,
    String artifactUri,
    long acknowledged,
    String status,
    Map<String, String> artifacts,
    List<String> refused) {

  SyncState {
    artifacts = Collections.unmodifiableMap(new LinkedHashMap<>(artifacts));
    refused = List.copyOf(refused);
  }

  /** Nothing acknowledged yet. Sending everything again to a run that has it is harmless. */
  static SyncState fresh(String runUuid, Run run) {
    RunInfo info = run.getInfo();
    return new SyncState(
        runUuid,
        info.getExperimentId(),
        info.getRunId(),
        info.getArtifactUri(),
        -1,
        status(info.getStatus(), info.getEndTime()),
        Map.of(),
        List.of());
  }

  static String status(RunStatus status, long endMillis) {
    return status == RunStatus.RUNNING ? status.name() : status + " at " + endMillis;
  }

  SyncState acknowledging(long seq) {
    return new SyncState(
        runUuid, experimentId, runId, artifactUri, seq, status, artifacts, refused);
  }

  SyncState withStatus(String newStatus) {
    return new SyncState(
        runUuid, experimentId, runId, artifactUri, acknowledged, newStatus, artifacts, refused);
  }

  SyncState withArtifact(String path, String sha256) {
    Map<String, String> more = new LinkedHashMap<>(artifacts);
    more.put(path, sha256);
    return new SyncState(
        runUuid, experimentId, runId, artifactUri, acknowledged, status, more, refused);
  }

  SyncState refusing(String what) {
    List<String> more = new ArrayList<>(refused);
    more.add(what);
    return new SyncState(
        runUuid, experimentId, runId, artifactUri, acknowledged, status, artifacts, more);
  }
}
