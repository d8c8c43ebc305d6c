package org.palimpsest.cli;

import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.palimpsest.data.DownloadProgress;
import org.palimpsest.record.PassingBar;

/**
 * Shows how far a data set is. A download is a bar on a terminal, a line for each tenth otherwise;
 * reading images is a bar on a terminal, if it takes longer than a moment, and nothing otherwise.
 */
final class DownloadBar implements DownloadProgress, AutoCloseable {

  private static final int REDRAW_MILLIS = 200;
  private static final long MEGABYTE = 1_000_000;

  /** Images that are read sooner need no bar. */
  private static final long MOMENT_NANOS = 1_000_000_000;

  private final PrintStream stream;
  private final OptionalInt columns;
  private final LongSupplier nanoTime;
  private String shown = "";
  private long tenth = -1;
  private long began;
  private @Nullable ProgressBar bar;
  private @Nullable PassingBar reading;

  /**
   * A bar that appears with the first bytes.
   *
   * @param columns of the terminal that {@code stream} is; empty if it is none
   */
  DownloadBar(PrintStream stream, OptionalInt columns) {
    this(stream, columns, System::nanoTime);
  }

  DownloadBar(PrintStream stream, OptionalInt columns, LongSupplier nanoTime) {
    this.stream = stream;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void at(String file, long done, long total) {
    show(file);
    if (columns.isPresent()) {
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(file)
                .setInitialMax(total)
                .setUnit(" MB", MEGABYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(stream, columns.getAsInt() - 1))
                .build();
      }
      bar.stepTo(done);
    } else {
      print(file, done, total);
    }
  }

  @Override
  public synchronized void images(String what, int done, int total) {
    show(what);
    if (columns.isEmpty()) {
      return;
    }
    if (reading == null && nanoTime.getAsLong() - began > MOMENT_NANOS) {
      reading = new PassingBar(what, total, " images", 0, stream, columns.getAsInt());
    }
    if (reading != null) {
      reading.at(done, "");
    }
  }

  private void show(String what) {
    if (!what.equals(shown)) {
      close();
      shown = what;
      tenth = -1;
      began = nanoTime.getAsLong();
    }
  }

  private void print(String file, long done, long total) {
    long now = total == 0 ? 10 : 10 * done / total;
    if (now != tenth) {
      tenth = now;
      stream.printf("%s: %d of %d MB%n", file, done / MEGABYTE, total / MEGABYTE);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    if (reading != null) {
      reading.close();
      reading = null;
    }
  }
}
