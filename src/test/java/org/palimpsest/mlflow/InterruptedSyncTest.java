package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.mlflow.MlflowSync.Options;
import org.palimpsest.mlflow.MlflowSync.Result;
import org.palimpsest.record.JournalEntry.Status;

/** Syncs that are killed, and syncs that meet others. */
@ExtendWith(SharedMlflow.class)
class InterruptedSyncTest {

  @TempDir private Path results;
  private String experiment;
  private String uri;
  private Inspector inspector;

  @BeforeEach
  void connect(RealMlflow mlflow) {
    experiment = "interrupt " + UUID.randomUUID();
    uri = mlflow.uri();
    inspector = new Inspector(uri);
  }

  private JournalWriter run(String name) throws IOException {
    String uuid = UUID.randomUUID().toString().replace("-", "");
    JournalWriter journal = JournalWriter.smallRun(results.resolve(name), experiment, uuid);
    journal.end(Status.FINISHED);
    return journal;
  }

  /** Thrown where the process would have died; nothing may catch it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Dies at one request: before the server got it, or after the server did the work. */
  private static final class Deadly implements Transport {
    private final Transport inner;
    private final int victim;
    private final boolean afterTheWork;
    private int requests;

    Deadly(Transport inner, int victim, boolean afterTheWork) {
      this.inner = inner;
      this.victim = victim;
      this.afterTheWork = afterTheWork;
    }

    @Override
    public byte[] send(
        String method, String path, String contentType, BodyPublisher body, Duration deadline) {
      boolean dies = requests++ == victim;
      if (dies && !afterTheWork) {
        throw new Killed();
      }
      byte[] answer = inner.send(method, path, contentType, body, deadline);
      if (dies) {
        throw new Killed();
      }
      return answer;
    }
  }

  @Test
  void losesAndDoublesNothingWhicheverRequestItDiesAt() throws Exception {
    TrackingServer server = TrackingServer.of(uri, Map.of());
    Transport transport = new HttpTransport(server);
    int deaths = 0;
    boolean died = true;
    for (int victim = 0; died; victim++) {
      for (boolean afterTheWork : new boolean[] {false, true}) {
        JournalWriter journal = run("seed-" + victim + afterTheWork);
        TrackingApi api =
            new TrackingApi(new Deadly(transport, victim, afterTheWork), Sending.QUICK.deadline());
        died = false;
        try {
          new Replica(journal.folder(), server, api, new RunFinder(api, false), false).advance();
        } catch (Killed e) {
          died = true;
          deaths++;
        }
        assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
        inspector.assertWhole(journal);
      }
    }
    // search, create, search, batch, inputs, three files and the status, at least, twice each.
    assertThat(deaths).isGreaterThanOrEqualTo(18);
  }

  @Test
  void losesAndDoublesNothingWhenKilledAtRandomMoments() throws Exception {
    JournalWriter journal = run("seed-1");
    // Kills at every request are above; these fall in between.
    int kills = "true".equals(System.getenv("PALIMPSEST_LONG_TESTS")) ? 20 : 5;
    SplittableRandom random = new SplittableRandom(20);
    int killedInTime = 0;
    for (int i = 0; i < kills; i++) {
      for (int session = 0; session < 20; session++) {
        journal.session(100 + 20 * i + session);
      }
      journal.artifact("file-" + i + ".txt", "content " + i);
      Process sync = SyncProcess.start(uri, journal.folder());
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(sync.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(output.readLine()).isEqualTo(SyncProcess.READY);
        Thread.sleep(random.nextInt(500));
        killedInTime += sync.isAlive() ? 1 : 0;
      } finally {
        sync.destroyForcibly();
      }
      sync.waitFor();
    }
    assertThat(killedInTime).isPositive();
    assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
    inspector.assertWhole(journal);
  }

  @Test
  void sendsOnceWhenTwoSyncsOfOneFolderMeet() throws Exception {
    JournalWriter journal = run("seed-1");
    List<Result> results = atOnce(journal.folder(), journal.folder());
    assertThat(results).containsAnyOf(Result.SENT).doesNotContain(Result.FAILED);
    inspector.assertWhole(journal);
  }

  @Test
  void agreesOnOneRunWhenCopiesOfAFolderAreSyncedFromTwoMachines() throws Exception {
    for (int i = 0; i < 2; i++) {
      JournalWriter journal = run("seed-" + i);
      Path copy = results.resolve("copy-" + i);
      copy(journal.folder(), copy);
      atOnce(journal.folder(), copy);
      assertThat(Sending.sync(uri, copy).why()).isEmpty();
      assertThat(Sending.sync(uri, journal.folder()).why()).isEmpty();
      inspector.assertWhole(journal);
    }
  }

  private List<Result> atOnce(Path one, Path other) throws Exception {
    var threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Result> first =
          () -> Sending.sync(uri, one, Options.DEFAULT, Sending.QUICK).result();
      Callable<Result> second =
          () -> Sending.sync(uri, other, Options.DEFAULT, Sending.QUICK).result();
      var running = threads.invokeAll(List.of(first, second));
      return List.of(running.get(0).get(), running.get(1).get());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
