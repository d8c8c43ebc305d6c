package org.palimpsest.mlflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A sync in a process of its own, for tests to kill. */
final class SyncProcess {

  /** Printed when the process begins to send. */
  static final String READY = "ready";

  private SyncProcess() {}

  static Process start(String uri, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SyncProcess.class.getName(),
            uri,
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) throws InterruptedException {
    TrackingServer server = TrackingServer.of(arguments[0], Map.of());
    MlflowSync sync = new MlflowSync(server, MlflowSync.Options.DEFAULT);
    System.out.println(READY);
    sync.run(List.of(Path.of(arguments[1])), report -> {});
  }
}
