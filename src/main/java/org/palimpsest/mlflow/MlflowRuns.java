package org.palimpsest.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.FileInfo;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.palimpsest.record.AccuracyMatrixFile;
import org.palimpsest.record.ConfigurationFile;
import org.palimpsest.record.ProvenanceFile;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.SessionsFile;
import org.palimpsest.record.SummaryFile;

/** Brings finished runs back from a server as folders, with what a comparison reads of them. */
public final class MlflowRuns {

  /** Checkpoints and pages are left where they are. */
  private static final Set<String> FILES =
      Set.of(
          ConfigurationFile.NAME,
          SummaryFile.NAME,
          ProvenanceFile.NAME,
          SessionsFile.NAME,
          AccuracyMatrixFile.NAME);

  private static final Set<String> FOLDERS =
      Set.of("confusion", "predictions", "embeddings", "illustrations");

  private final TrackingServer server;
  private final TrackingApi api;

  /**
   * Runs of a server.
   *
   * @throws InvalidTrackingServerException if its certificate cannot be read
   */
  public MlflowRuns(TrackingServer server) {
    this.server = server;
    this.api = new TrackingApi(new HttpTransport(server), Timing.DEFAULT.deadline());
  }

  /**
   * Fetches the finished runs of an experiment.
   *
   * @param filter in MLflow's own language, such as {@code params.`learner.head` = 'cosine'}; empty
   *     for all
   * @param into a folder; one is made in it for each run, named by the server's id
   * @return how many runs were fetched
   * @throws TrackingException if the server cannot be reached or does not know the experiment
   */
  public int fetch(String experiment, String filter, Path into) throws IOException {
    Experiment found =
        api.experimentNamed(experiment)
            .orElseThrow(
                () ->
                    new ServerRefusedException(
                        "%s has no experiment \"%s\"".formatted(server, experiment), null));
    int fetched = 0;
    for (Run run : api.runs(found.getExperimentId(), filter)) {
      boolean whole =
          run.getInfo().getStatus() == RunStatus.FINISHED
              && ArtifactUploader.takesArtifacts(run.getInfo().getArtifactUri());
      if (whole) {
        fetched += fetch(run, into) ? 1 : 0;
      }
    }
    return fetched;
  }

  /** Whether the run was one of ours. */
  private boolean fetch(Run run, Path into) throws IOException {
    String id = run.getInfo().getRunId();
    List<String> paths = new ArrayList<>();
    for (FileInfo file : api.artifacts(id, "")) {
      if (!file.getIsDir() && FILES.contains(file.getPath())) {
        paths.add(file.getPath());
      } else if (file.getIsDir() && FOLDERS.contains(file.getPath())) {
        api.artifacts(id, file.getPath()).stream()
            .filter(inner -> !inner.getIsDir())
            .map(FileInfo::getPath)
            .forEach(paths::add);
      }
    }
    if (!paths.contains(SummaryFile.NAME)) {
      return false;
    }
    Path folder = inside(into, id);
    String root = ArtifactUploader.root(run.getInfo().getArtifactUri());
    for (String path : paths) {
      Path place = inside(folder, path);
      Path parent = place.getParent();
      Files.createDirectories(parent == null ? folder : parent);
      Files.write(place, api.artifact(root + "/" + path));
    }
    // What makes it a run's folder; what it would hold is on the server.
    Files.writeString(folder.resolve(RunFolders.JOURNAL), "");
    return true;
  }

  /** A server's names may not lead out of the folder. */
  private static Path inside(Path folder, String name) {
    Path place = folder.resolve(name).normalize();
    if (!place.startsWith(folder) || place.equals(folder)) {
      throw new ServerRefusedException(
          "the server names a file \"%s\", which is outside its run".formatted(name), null);
    }
    return place;
  }
}
