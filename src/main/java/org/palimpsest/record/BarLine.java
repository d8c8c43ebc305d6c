package org.palimpsest.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * How a bar is written: title and share, time left, and what is at hand, as far as it fits, each
 * detail whole or not at all; the bar takes what room is left.
 *
 * @param unit of what is counted; empty to leave the count out
 */
record BarLine(String unit) implements ProgressBarRenderer {

  /** Between two details of a message. */
  static final String GAP = "  ";

  /** A shorter bar shows nothing that the share does not. */
  private static final int SHORTEST = 7;

  private static final int LONGEST = 40;

  @Override
  public String render(ProgressState state, int room) {
    double share = state.getMax() <= 0 ? 0 : (double) state.getCurrent() / state.getMax();
    share = Math.max(0, Math.min(1, share));
    String title = String.format(Locale.ROOT, "%s %3d%%", state.getTaskName(), (int) (100 * share));
    StringBuilder details = new StringBuilder();
    for (String detail : details(state)) {
      if (title.length() + details.length() + GAP.length() + detail.length() <= room) {
        details.append(GAP).append(detail);
      }
    }
    int width = Math.min(LONGEST, room - title.length() - details.length() - 3);
    if (width < SHORTEST) {
      return title + details;
    }
    int done = (int) (width * share);
    return "%s [%s%s]%s".formatted(title, "=".repeat(done), " ".repeat(width - done), details);
  }

  /** The most wanted first. */
  private List<String> details(ProgressState state) {
    List<String> details = new ArrayList<>();
    long since = state.getCurrent() - state.getStart();
    if (since > 0 && state.getCurrent() < state.getMax()) {
      double each = (double) state.getElapsedAfterStart().toMillis() / since;
      details.add(time(Duration.ofMillis((long) (each * (state.getMax() - state.getCurrent())))));
    }
    if (!unit.isEmpty()) {
      details.add("%s/%s%s".formatted(state.getCurrent(), state.getMax(), unit));
    }
    for (String detail : state.getExtraMessage().split(GAP, -1)) {
      if (!detail.isBlank()) {
        details.add(detail.strip());
      }
    }
    return details;
  }

  private static String time(Duration left) {
    return left.toHours() > 0
        ? String.format(
            Locale.ROOT,
            "%d:%02d:%02d left",
            left.toHours(),
            left.toMinutesPart(),
            left.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d left", left.toMinutes(), left.toSecondsPart());
  }
}
