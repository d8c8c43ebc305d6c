package org.palimpsest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.palimpsest.mlflow.LocalMlflow;
import org.palimpsest.mlflow.MlflowSync;
import org.palimpsest.mlflow.PrivateMlflow;
import org.palimpsest.mlflow.TrackingServer;
import org.palimpsest.record.NotesFile;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code palimpsest mlflow-ui}. */
@Command(
    name = "mlflow-ui",
    description = {
      "Shows all runs in an MLflow of this machine; installs it on first use. Ends with Ctrl-C.",
      "Its store is FOLDER/.mlflow; runs that are going on appear as they grow."
    },
    mixinStandardHelpOptions = true)
final class MlflowUiCommand implements Callable<Integer> {

  private static final long SECONDS_BETWEEN_LOOKS = 3;

  private final Streams streams;
  private final Map<String, String> environment;
  private final Map<Path, FileTime> seen = new HashMap<>();

  @Option(
      names = "--port",
      paramLabel = "NUMBER",
      description = "Where the browser finds it. Default: ${DEFAULT-VALUE}.")
  private int port = 5000;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Where the runs are. Default: ${DEFAULT-VALUE}.")
  private Path results = Path.of("results");

  MlflowUiCommand(Streams streams, Map<String, String> environment) {
    this.streams = streams;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    Path python;
    try (InstallationBar bar = new InstallationBar(streams.err(), Terminal.columns())) {
      python = PrivateMlflow.inCacheOf(environment).python(bar);
    }
    streams.err().println("Starting MLflow " + PrivateMlflow.VERSION + " ...");
    LocalMlflow mlflow = LocalMlflow.start(python, results.resolve(LocalMlflow.FOLDER), port);
    // Also for Ctrl-C, which ends this process without coming back here.
    Thread stop = new Thread(mlflow::close, "mlflow-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try (mlflow) {
      TrackingServer server = mlflow.trackingServer();
      MlflowSync sync = new MlflowSync(server, MlflowSync.Options.DEFAULT);
      MlflowTally tally = new MlflowTally(streams.err());
      sync.run(changed(), tally);
      streams.out().println(tally.summary(server, sync.swept()));
      streams.out().printf("MLflow is at %s; its store is %s. Ctrl-C ends it.%n", server, store());
      while (mlflow.isAlive()) {
        TimeUnit.SECONDS.sleep(SECONDS_BETWEEN_LOOKS);
        sync.run(changed(), new MlflowTally(streams.err()));
      }
    }
    streams.err().println("MLflow has ended; see " + store().resolve("server.log"));
    return ExitCodes.NOT_SENT;
  }

  private Path store() {
    return results.resolve(LocalMlflow.FOLDER);
  }

  /** The runs whose journal is new or has grown, or whose notes have, since the last look. */
  private List<Path> changed() {
    List<Path> changed = new ArrayList<>();
    for (Path run : RunFolders.below(List.of(results))) {
      FileTime time = modified(run.resolve(RunFolders.JOURNAL));
      if (Files.exists(run.resolve(NotesFile.NAME))) {
        FileTime noted = modified(run.resolve(NotesFile.NAME));
        time = noted.compareTo(time) > 0 ? noted : time;
      }
      if (!time.equals(seen.put(run, time))) {
        changed.add(run);
      }
    }
    return changed;
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
