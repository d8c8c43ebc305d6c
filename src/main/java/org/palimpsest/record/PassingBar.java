package org.palimpsest.record;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on a terminal's line that is empty again once the bar is closed. */
public final class PassingBar implements AutoCloseable {

  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;
  private final OneLine line;

  /**
   * A bar.
   *
   * @param unit what it counts, as {@code " MB"}; empty to show the share alone
   * @param done counted before, which says nothing about the time that is left
   * @param columns of the terminal
   */
  public PassingBar(
      String title, long total, String unit, long done, PrintStream stream, int columns) {
    line = new OneLine(stream, columns - 1);
    bar =
        new ProgressBarBuilder()
            .setTaskName(title)
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setRenderer(new BarLine(unit))
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(line)
            .build();
  }

  /** Whether this bar counts so many of this. */
  public boolean counts(String title, long total) {
    return bar.getTaskName().equals(title) && bar.getMax() == total;
  }

  /** Counts up to here, with details of what is at hand, two blanks between them; never back. */
  public void at(long done, String message) {
    bar.stepTo(Math.max(done, bar.getCurrent()));
    bar.setExtraMessage(message);
  }

  @Override
  public void close() {
    bar.close();
    line.clearNow();
  }

  /**
   * Does not end the line: what comes next stands where the bar was. The library itself would leave
   * a bar that is closed before it was drawn the first time.
   */
  private static final class OneLine extends ConsoleProgressBarConsumer {

    private final PrintStream stream;
    private final int longest;
    private volatile boolean drawn;

    OneLine(PrintStream stream, int longest) {
      super(stream, longest);
      this.stream = stream;
      this.longest = longest;
    }

    @Override
    public void accept(String text) {
      drawn = true;
      super.accept(text);
    }

    @Override
    public void close() {
      stream.flush();
    }

    void clearNow() {
      if (drawn) {
        stream.print("\r" + " ".repeat(longest) + "\r");
        stream.flush();
      }
    }
  }
}
