package org.palimpsest.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What happens on Ctrl-C: the run is asked to stop, and the user is told how to go on.
 *
 * <p>A signal makes the JVM run its shutdown hooks beside the main thread; this one waits for the
 * main thread, then ends the process with the exit code for interruptions.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

  private final String farewell;
  private final Duration patience;
  private final PrintStream err;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean requested;

  private Interruption(String farewell, Duration patience, PrintStream err) {
    this.farewell = farewell;
    this.patience = patience;
    this.err = err;
  }

  /**
   * Watches for signals until closed.
   *
   * @param farewell what the user is to know at the end, such as the command that goes on
   * @param patience how long the main thread may take to end
   */
  static Interruption watch(String farewell, Duration patience, PrintStream err) {
    Interruption interruption = new Interruption(farewell, patience, err);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "interruption"));
    return interruption;
  }

  /** Whether the run is to stop. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** The run has ended, by itself or because it was asked to. */
  @Override
  public void close() {
    stopped.countDown();
  }

  private void stop() {
    if (stopped.getCount() == 0) {
      return;
    }
    requested = true;
    err.println();
    err.println("Interrupted; stopping ...");
    try {
      stopped.await(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.println(farewell);
    err.flush();
    Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
  }
}
