package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.record.JournalEntry.Status;

/** {@code mlflow-ui} as somebody uses it who has results and nothing else. */
class MlflowUiTest {

  private static final String UP = "Ctrl-C ends it";

  // Characters that a database's address, a shell or a URI might trip over.
  @TempDir private Path home;

  @Test
  void showsAllRunsAndThoseGoingOnAndStopsCleanly() throws Exception {
    RealMlflow.python();
    Path work = Files.createDirectory(home.resolve("my results? 50% #1"));
    Path results = work.resolve("results");
    JournalWriter done = JournalWriter.smallRun(results.resolve("e/seed-1"), "e", "a1");
    done.end(Status.FINISHED);
    JournalWriter going = JournalWriter.smallRun(results.resolve("e/seed-2"), "e", "a2");
    int port = RealMlflow.freePort();
    Inspector inspector = new Inspector("http://127.0.0.1:" + port);

    try (Program ui = Program.start(work, "mlflow-ui", "--port", Integer.toString(port))) {
      ui.awaitLine(UP);
      assertThat(ui.text())
          .contains(
              "2 runs sent",
              "http://127.0.0.1:"
                  + port
                  + "/#/experiments/1/runs?compareRunsMode=CHART&workflowType=machine_learning");
      inspector.assertWhole(done);
      going.session(4);
      awaitSession(inspector, going, 5);
      List<ProcessHandle> family = ProcessHandle.current().descendants().toList();
      assertThat(family).anyMatch(process -> isMlflow(process, port));
      ui.terminate();
      assertThat(ProcessHandle.allProcesses().filter(process -> isMlflow(process, port))).isEmpty();
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(free.isBound()).as("the port is free again").isTrue();
      }
    }

    going.end(Status.FINISHED);
    int other = RealMlflow.freePort();
    try (Program ui = Program.start(work, "mlflow-ui", "--port", Integer.toString(other))) {
      ui.awaitLine(UP);
      assertThat(ui.text()).contains("1 runs sent (0 metric values, 0 files), 1 were there");
      Inspector again = new Inspector("http://127.0.0.1:" + other);
      again.assertWhole(done);
      again.assertWhole(going);
      ui.terminate();
    }
    assertThat(names(work)).contains("results", ".mlflow").doesNotContain("mlruns");
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    RealMlflow.python();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program ui =
            Program.start(home, "mlflow-ui", "--port", Integer.toString(taken.getLocalPort()))) {
      assertThat(ui.awaitEnd()).isEqualTo(2);
      assertThat(ui.text()).contains("port " + taken.getLocalPort() + " is taken", "--port");
    }
  }

  private static void awaitSession(Inspector inspector, JournalWriter journal, int points)
      throws Exception {
    String run = Inspector.runId(inspector.theRun(journal));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (inspector.history(run, "session/accuracy_seen").size() < points) {
      assertThat(System.nanoTime()).as("a minute has passed").isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private static boolean isMlflow(ProcessHandle process, int port) {
    String command = process.info().commandLine().orElse("");
    return process.isAlive()
        && command.contains("mlflow")
        && command.contains("--port " + port)
        && command.contains("python");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
