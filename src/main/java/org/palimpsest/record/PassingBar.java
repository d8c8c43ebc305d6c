package org.palimpsest.record;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Bars on a terminal's line that is empty again once they are done. */
public final class PassingBar {

  private static final int REDRAW_MILLIS = 200;

  private PassingBar() {}

  /**
   * A bar to be built.
   *
   * @param columns of the terminal
   */
  public static ProgressBarBuilder of(String title, long total, PrintStream stream, int columns) {
    return new ProgressBarBuilder()
        .setTaskName(title)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setConsumer(new OneLine(stream, columns - 1))
        .clearDisplayOnFinish();
  }

  /** Does not end the line: what comes next stands where the bar was. */
  private static final class OneLine extends ConsoleProgressBarConsumer {

    private final PrintStream stream;

    OneLine(PrintStream stream, int longest) {
      super(stream, longest);
      this.stream = stream;
    }

    @Override
    public void close() {
      stream.flush();
    }
  }
}
