package org.palimpsest.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.mlflow.MlflowSync;
import org.palimpsest.mlflow.TrackingServer;
import org.palimpsest.record.RunFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest mlflow-sync}. */
@Command(
    name = "mlflow-sync",
    description = {
      "Brings runs to an MLflow server: those that it does not have, and what it lacks of others.",
      "Credentials are taken from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD or from"
          + " MLFLOW_TRACKING_TOKEN, a certificate authority from MLFLOW_TRACKING_SERVER_CERT_PATH."
    },
    mixinStandardHelpOptions = true)
final class MlflowSyncCommand implements Callable<Integer> {

  private final Streams streams;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--tracking-uri",
      paramLabel = "ADDRESS",
      description = "The server, http:// or https://. Default: what MLFLOW_TRACKING_URI names.")
  private @Nullable String trackingUri;

  @Option(
      names = "--restore",
      description = "Bring back runs and experiments that were deleted on the server.")
  private boolean restore;

  @Option(
      names = "--resend",
      description = "Send everything again, to a server that was set back to an earlier state.")
  private boolean resend;

  @Parameters(
      paramLabel = "FOLDER",
      description = "Folders with runs at or below them. Default: results.")
  private List<Path> folders = List.of(Path.of("results"));

  /** Called by picocli, which fills in what the annotations name. */
  @SuppressWarnings("NullAway.Init")
  MlflowSyncCommand(Streams streams, Map<String, String> environment) {
    this.streams = streams;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new ParameterException(spec.commandLine(), "there is no folder " + folder);
      }
    }
    TrackingServer server = TrackingServer.of(address(), environment);
    List<Path> runs = RunFolders.below(folders);
    MlflowTally tally = new MlflowTally(streams.err());
    MlflowSync sync = new MlflowSync(server, new MlflowSync.Options(restore, resend));
    sync.run(runs, tally);
    streams.out().println(tally.summary(server, sync.swept()));
    return tally.isComplete() ? ExitCodes.DONE : ExitCodes.NOT_SENT;
  }

  private String address() {
    String address =
        trackingUri == null
            ? environment.getOrDefault(TrackingServer.URI_VARIABLE, "")
            : trackingUri;
    if (address.isBlank()) {
      throw new ParameterException(
          spec.commandLine(),
          "which server? Set %s or --tracking-uri; for MLflow on this machine, run scripts/mlflow-ui"
              .formatted(TrackingServer.URI_VARIABLE));
    }
    return address;
  }
}
