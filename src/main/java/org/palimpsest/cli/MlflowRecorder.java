package org.palimpsest.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.experiment.Event;
import org.palimpsest.experiment.Recorder;
import org.palimpsest.experiment.RunInfo;
import org.palimpsest.mlflow.MlflowFollower;
import org.palimpsest.mlflow.TrackingServer;

/** Has each run followed by MLflow, if there is a server, from its start to its end. */
final class MlflowRecorder implements Recorder, AutoCloseable {

  /** Whoever waits for results does not wait longer for a server. */
  private static final Duration AFTER_A_RUN = Duration.ofSeconds(60);

  private static final Duration AFTER_A_STOP = Duration.ofSeconds(2);

  private final Optional<TrackingServer> server;
  private final Consumer<String> messages;
  private @Nullable MlflowFollower follower;

  /**
   * A recorder.
   *
   * @param server none if nothing is to be sent
   * @param messages gets a line for a person about each run
   */
  MlflowRecorder(Optional<TrackingServer> server, Consumer<String> messages) {
    this.server = server;
    this.messages = messages;
  }

  @Override
  public void record(Event event) {
    if (event instanceof Event.RunStarted started) {
      follow(started.run());
    } else if (event instanceof Event.RunResumed resumed) {
      follow(resumed.run());
    } else if (event instanceof Event.RunFinished) {
      finish(AFTER_A_RUN);
    } else if (event instanceof Event.RunStopped) {
      finish(AFTER_A_STOP);
    }
  }

  private void follow(RunInfo run) {
    server.ifPresent(known -> follower = MlflowFollower.start(run.folder(), known));
  }

  private void finish(Duration patience) {
    if (follower != null) {
      messages.accept(follower.finish(patience).message());
      follower = null;
    }
  }

  @Override
  public void close() {
    finish(AFTER_A_STOP);
  }
}
