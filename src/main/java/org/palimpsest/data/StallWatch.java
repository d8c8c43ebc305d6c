package org.palimpsest.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream on which nothing arrives any more. The HTTP client bounds the time until an
 * answer begins, but not the silence in the middle of it.
 */
final class StallWatch implements AutoCloseable {

  private final InputStream stream;
  private final Duration patience;
  private final Thread thread;
  private volatile long lastSign = System.nanoTime();
  private volatile boolean stalled;

  StallWatch(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    this.thread = new Thread(this::watch, "download-watch");
    thread.setDaemon(true);
    thread.start();
  }

  void alive() {
    lastSign = System.nanoTime();
  }

  boolean stalled() {
    return stalled;
  }

  private void watch() {
    try {
      while (System.nanoTime() - lastSign < patience.toNanos()) {
        Thread.sleep(Math.max(1, patience.toMillis() / 10));
      }
      stalled = true;
      stream.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the transfer is over
    } catch (IOException e) {
      stalled = true; // it could not be closed, and the reader notices by itself
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
