package org.palimpsest.mlflow;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.DatasetInput;
import org.mlflow.api.proto.Service.DeleteRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.FileInfo;
import org.mlflow.api.proto.Service.GetExperiment;
import org.mlflow.api.proto.Service.GetExperimentByName;
import org.mlflow.api.proto.Service.ListArtifacts;
import org.mlflow.api.proto.Service.LogBatch;
import org.mlflow.api.proto.Service.LogInputs;
import org.mlflow.api.proto.Service.RestoreExperiment;
import org.mlflow.api.proto.Service.RestoreRun;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.SearchRuns;
import org.mlflow.api.proto.Service.SetExperimentTag;
import org.mlflow.api.proto.Service.SetTag;
import org.mlflow.api.proto.Service.UpdateRun;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow_project.google.protobuf.InvalidProtocolBufferException;
import org.mlflow_project.google.protobuf.Message;
import org.mlflow_project.google.protobuf.util.JsonFormat;

/**
 * The calls of MLflow's REST API that a replica needs. Each either succeeds within a deadline or
 * throws a {@link TrackingException}; none is repeated here, since repeating is not always
 * harmless.
 */
final class TrackingApi {

  private static final String PREFIX = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final int ENOUGH_TO_SEE_DUPLICATES = 100;
  private static final int RUNS_A_PAGE = 500;
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  /** An upload may be this slow, in bytes a millisecond, before it counts as stuck. */
  private static final long SLOWEST_UPLOAD = 200;

  private final Transport transport;
  private final Duration deadline;

  /**
   * @param deadline for a small request; a batch gets three times as long, an upload also time for
   *     its size
   */
  TrackingApi(Transport transport, Duration deadline) {
    this.transport = transport;
    this.deadline = deadline;
  }

  Optional<Experiment> experimentNamed(String name) {
    GetExperimentByName.Response.Builder answer = GetExperimentByName.Response.newBuilder();
    try {
      get("experiments/get-by-name?experiment_name=" + encoded(name), answer);
    } catch (ServerRefusedException e) {
      if (e.isMissing()) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(answer.getExperiment());
  }

  Experiment experiment(String id) {
    GetExperiment.Response.Builder answer = GetExperiment.Response.newBuilder();
    get("experiments/get?experiment_id=" + encoded(id), answer);
    return answer.getExperiment();
  }

  /**
   * @throws ServerRefusedException that {@code isAlreadyThere} if somebody was faster
   */
  String createExperiment(String name) {
    CreateExperiment.Response.Builder answer = CreateExperiment.Response.newBuilder();
    post("experiments/create", CreateExperiment.newBuilder().setName(name).build(), answer);
    return answer.getExperimentId();
  }

  void restoreExperiment(String id) {
    post(
        "experiments/restore",
        RestoreExperiment.newBuilder().setExperimentId(id).build(),
        RestoreExperiment.Response.newBuilder());
  }

  void setExperimentTag(String id, String key, String value) {
    post(
        "experiments/set-experiment-tag",
        SetExperimentTag.newBuilder().setExperimentId(id).setKey(key).setValue(value).build(),
        SetExperimentTag.Response.newBuilder());
  }

  /** The runs that carry a tag with this value, deleted ones included. */
  List<Run> runsTagged(String experimentId, String tag, String value) {
    SearchRuns request =
        SearchRuns.newBuilder()
            .addExperimentIds(experimentId)
            .setFilter("tags.`%s` = '%s'".formatted(tag, value))
            .setRunViewType(ViewType.ALL)
            .setMaxResults(ENOUGH_TO_SEE_DUPLICATES)
            .build();
    SearchRuns.Response.Builder answer = SearchRuns.Response.newBuilder();
    post("runs/search", request, answer);
    return answer.getRunsList();
  }

  /** Creates a run. Its id is left to a search: see {@link RunFinder}. */
  void createRun(String experimentId, String name, long startMillis, List<RunTag> tags) {
    CreateRun request =
        CreateRun.newBuilder()
            .setExperimentId(experimentId)
            .setRunName(name)
            .setStartTime(startMillis)
            .addAllTags(tags)
            .build();
    post("runs/create", request, CreateRun.Response.newBuilder());
  }

  void deleteRun(String runId) {
    post(
        "runs/delete",
        DeleteRun.newBuilder().setRunId(runId).build(),
        DeleteRun.Response.newBuilder());
  }

  void restoreRun(String runId) {
    post(
        "runs/restore",
        RestoreRun.newBuilder().setRunId(runId).build(),
        RestoreRun.Response.newBuilder());
  }

  void setTag(String runId, String key, String value) {
    post(
        "runs/set-tag",
        SetTag.newBuilder().setRunId(runId).setKey(key).setValue(value).build(),
        SetTag.Response.newBuilder());
  }

  void logBatch(LogBatch batch) {
    post("runs/log-batch", batch, LogBatch.Response.newBuilder(), deadline.multipliedBy(3));
  }

  void logInputs(String runId, List<DatasetInput> datasets) {
    post(
        "runs/log-inputs",
        LogInputs.newBuilder().setRunId(runId).addAllDatasets(datasets).build(),
        LogInputs.Response.newBuilder());
  }

  /** Sets a run's status, and its end unless it is still running. */
  void updateRun(String runId, RunStatus status, long endMillis) {
    UpdateRun.Builder request = UpdateRun.newBuilder().setRunId(runId).setStatus(status);
    if (status != RunStatus.RUNNING) {
      request.setEndTime(endMillis);
    }
    post("runs/update", request.build(), UpdateRun.Response.newBuilder());
  }

  /**
   * Stores a file through the server's artifact proxy.
   *
   * @param path below the server's artifact root, not yet encoded
   */
  void putArtifact(String path, BodyPublisher content, long bytes) {
    Duration patience = deadline.multipliedBy(3).plusMillis(bytes / SLOWEST_UPLOAD);
    transport.send(
        "PUT", ARTIFACTS + encodedPath(path), "application/octet-stream", content, patience);
  }

  /**
   * The runs of an experiment that are not deleted, all pages of them.
   *
   * @param filter in MLflow's own language; empty for all runs
   */
  List<Run> runs(String experimentId, String filter) {
    List<Run> all = new ArrayList<>();
    String page = "";
    do {
      SearchRuns request =
          SearchRuns.newBuilder()
              .addExperimentIds(experimentId)
              .setFilter(filter)
              .setRunViewType(ViewType.ACTIVE_ONLY)
              .setMaxResults(RUNS_A_PAGE)
              .setPageToken(page)
              .build();
      SearchRuns.Response.Builder answer = SearchRuns.Response.newBuilder();
      post("runs/search", request, answer, deadline.multipliedBy(3));
      all.addAll(answer.getRunsList());
      page = answer.getNextPageToken();
    } while (!page.isEmpty());
    return all;
  }

  /**
   * What lies directly below a folder of a run's artifacts.
   *
   * @param folder below the run's artifacts; empty for their root
   */
  List<FileInfo> artifacts(String runId, String folder) {
    ListArtifacts.Response.Builder answer = ListArtifacts.Response.newBuilder();
    String path = folder.isEmpty() ? "" : "&path=" + encoded(folder);
    get("artifacts/list?run_id=" + encoded(runId) + path, answer);
    return answer.getFilesList();
  }

  /**
   * Fetches a file through the server's artifact proxy.
   *
   * @param path below the server's artifact root, not yet encoded
   */
  byte[] artifact(String path) {
    return transport.send(
        "GET",
        ARTIFACTS + encodedPath(path),
        "application/octet-stream",
        BodyPublishers.noBody(),
        deadline.multipliedBy(3));
  }

  private void get(String path, Message.Builder answer) {
    parse(
        path,
        transport.send("GET", PREFIX + path, "application/json", BodyPublishers.noBody(), deadline),
        answer);
  }

  private void post(String path, Message request, Message.Builder answer) {
    post(path, request, answer, deadline);
  }

  private void post(String path, Message request, Message.Builder answer, Duration patience) {
    String json;
    try {
      json = PRINTER.print(request);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a request of MLflow's own schema has no JSON form", e);
    }
    BodyPublisher body = BodyPublishers.ofString(json, StandardCharsets.UTF_8);
    parse(path, transport.send("POST", PREFIX + path, "application/json", body, patience), answer);
  }

  private static void parse(String path, byte[] body, Message.Builder answer) {
    try {
      PARSER.merge(new String(body, StandardCharsets.UTF_8), answer);
    } catch (InvalidProtocolBufferException e) {
      throw new ServerRefusedException(
          path.replaceFirst("\\?.*", "") + ": the answer is not MLflow's; is the address right?",
          e);
    }
  }

  private static String encodedPath(String path) {
    StringBuilder encoded = new StringBuilder();
    for (String segment : path.split("/", -1)) {
      encoded.append(encoded.isEmpty() ? "" : "/").append(encoded(segment));
    }
    return encoded.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
