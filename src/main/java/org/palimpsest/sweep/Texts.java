package org.palimpsest.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a sweep says to people. */
public final class Texts {

  private static final int MOST_VALUES = 12;

  private static final Pattern SEED = Pattern.compile("^seed \\d+ +");
  private static final Pattern WANTED = Pattern.compile("^loss |accuracy ");
  private static final Pattern BEHIND_CLASSES =
      Pattern.compile("(session \\d+/\\d+)  +(\\d+ classes)  +([\\d.]+ %)");

  private Texts() {}

  /** {@code finished, 12.3 s}, and why or what, if there is something to say. */
  static String status(Row row) {
    String time = row.seconds() > 0 ? ", " + time(row.seconds()) : "";
    String detail = row.detail().isEmpty() ? "" : ": " + row.detail();
    return row.status() + time + detail;
  }

  /** The same in few words: how long, and how far, with loss and accuracy before all else. */
  static String doing(Row row) {
    String status = row.status() == CellStatus.RUNNING ? "" : row.status() + ", ";
    String what = SEED.matcher(row.detail()).replaceFirst("");
    List<String> parts = List.of(what.split(", ", -1));
    what =
        parts.stream()
            .filter(part -> part.equals(parts.get(0)) || WANTED.matcher(part).find())
            .collect(Collectors.joining(", "));
    what = BEHIND_CLASSES.matcher(what).replaceFirst("$1  $3");
    return "%s%s%s".formatted(status, time(row.seconds()), what.isEmpty() ? "" : "  " + what);
  }

  /** The values that a key has in some cell, in the order of the cells; many are cut short. */
  public static String values(SweepPlan plan, String key) {
    List<String> values =
        plan.cells().stream()
            .map(cell -> cell.settings().getOrDefault(key, "(as the file says)"))
            .distinct()
            .toList();
    String shown = String.join(", ", values.subList(0, Math.min(MOST_VALUES, values.size())));
    return values.size() <= MOST_VALUES
        ? shown
        : "%s, ... (%d values)".formatted(shown, values.size());
  }

  /** {@code 5 finished, 2 running, 17 waiting}. */
  public static String counts(List<Row> rows) {
    return Arrays.stream(CellStatus.values())
        .map(status -> count(rows, status))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String count(List<Row> rows, CellStatus status) {
    long number = rows.stream().filter(row -> row.status() == status).count();
    return number == 0 ? "" : number + " " + status;
  }

  /**
   * The time that is left, by what finished cells took.
   *
   * @param meanSeconds of a finished cell
   * @param open cells that are not finished
   * @param jobs cells at once
   */
  public static String left(OptionalDouble meanSeconds, int open, int jobs) {
    if (open == 0) {
      return "nothing left to do";
    }
    if (meanSeconds.isEmpty()) {
      return "time unknown until the first cell is finished";
    }
    double rounds = Math.ceil(open / (double) Math.min(jobs, open));
    return "about %s, a cell takes %s"
        .formatted(time(rounds * meanSeconds.getAsDouble()), time(meanSeconds.getAsDouble()));
  }

  /** Such as {@code 12.3 s}, {@code 4:05 min} or {@code 3:12 h}. */
  static String time(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long minutes = Math.round(seconds) / 60;
    return minutes < 60
        ? "%d:%02d min".formatted(minutes, Math.round(seconds) % 60)
        : "%d:%02d h".formatted(minutes / 60, minutes % 60);
  }
}
