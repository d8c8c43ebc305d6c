package org.palimpsest.mlflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.palimpsest.mlflow.MlflowSync.Options;
import org.palimpsest.mlflow.MlflowSync.RunReport;

/** Short ways to send runs in tests, with a patience that keeps tests fast. */
final class Sending {

  /** Enough for a server on a busy machine; with pauses that a test can wait for. */
  static final Timing QUICK =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(100));

  /** Gives a silent server up soon. */
  static final Timing IMPATIENT =
      new Timing(
          Duration.ofMillis(400),
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(100));

  private Sending() {}

  static RunReport sync(String uri, Path folder) throws InterruptedException {
    return sync(uri, folder, Options.DEFAULT, QUICK);
  }

  static RunReport sync(String uri, Path folder, Options options, Timing timing)
      throws InterruptedException {
    return sync(uri, List.of(folder), options, timing).get(0);
  }

  static List<RunReport> sync(String uri, List<Path> folders, Options options, Timing timing)
      throws InterruptedException {
    return sync(TrackingServer.of(uri, Map.of()), folders, options, timing);
  }

  static List<RunReport> sync(
      TrackingServer server, List<Path> folders, Options options, Timing timing)
      throws InterruptedException {
    return new MlflowSync(
            server,
            options,
            timing,
            new HttpTransport(server),
            pause -> Thread.sleep(pause.toMillis()))
        .run(folders, report -> {});
  }
}
