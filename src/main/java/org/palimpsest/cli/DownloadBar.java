package org.palimpsest.cli;

import java.io.PrintStream;
import java.util.OptionalInt;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.palimpsest.data.DownloadProgress;

/** Shows how far a download is: a bar on a terminal, a line for each tenth otherwise. */
final class DownloadBar implements DownloadProgress, AutoCloseable {

  private static final int REDRAW_MILLIS = 200;
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream stream;
  private final OptionalInt columns;
  private String shown = "";
  private long tenth = -1;
  private @Nullable ProgressBar bar;

  /**
   * A bar that appears with the first bytes.
   *
   * @param columns of the terminal that {@code stream} is; empty if it is none
   */
  DownloadBar(PrintStream stream, OptionalInt columns) {
    this.stream = stream;
    this.columns = columns;
  }

  @Override
  public void at(String file, long done, long total) {
    if (!file.equals(shown)) {
      close();
      shown = file;
      tenth = -1;
    }
    if (columns.isPresent()) {
      draw(file, done, total);
    } else {
      print(file, done, total);
    }
  }

  private void draw(String file, long done, long total) {
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
  }

  private void print(String file, long done, long total) {
    long now = total == 0 ? 10 : 10 * done / total;
    if (now != tenth) {
      tenth = now;
      stream.printf("%s: %d of %d MB%n", file, done / MEGABYTE, total / MEGABYTE);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
