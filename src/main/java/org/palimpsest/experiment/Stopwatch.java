package org.palimpsest.experiment;

import java.util.EnumMap;
import java.util.Map;

/**
 * Splits wall time between activities without gap or overlap: an activity begun within another one
 * pauses that one.
 */
final class Stopwatch {

  private final Map<Activity, Double> seconds = new EnumMap<>(Activity.class);
  private Activity current;
  private long since = System.nanoTime();

  /** Goes on from what earlier processes spent on this run. */
  Stopwatch(Map<Activity, Double> before, Activity first) {
    seconds.putAll(before);
    current = first;
  }

  /** Until the lap is closed, time counts for this activity. */
  Lap enter(Activity activity) {
    Activity outer = current;
    double before = switchTo(activity);
    return new Lap(activity, before, outer);
  }

  /** Seconds by activity up to now. */
  Map<Activity, Double> seconds() {
    switchTo(current);
    return new EnumMap<>(seconds);
  }

  private double switchTo(Activity activity) {
    long now = System.nanoTime();
    seconds.merge(current, (now - since) / 1e9, Double::sum);
    since = now;
    current = activity;
    return seconds.getOrDefault(activity, 0.0);
  }

  /** One stretch of an activity. */
  final class Lap implements AutoCloseable {
    private final Activity activity;
    private final double before;
    private final Activity outer;

    Lap(Activity activity, double before, Activity outer) {
      this.activity = activity;
      this.before = before;
      this.outer = outer;
    }

    /** Seconds of this lap so far, without what was paused for. */
    double seconds() {
      return Stopwatch.this.seconds().getOrDefault(activity, 0.0) - before;
    }

    @Override
    public void close() {
      switchTo(outer);
    }
  }
}
