package org.palimpsest.report.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale from values to places in [0, 1].
 *
 * @param low at place 0
 * @param high at place 1, above low
 * @param logarithmic if so, low is above 0
 * @param ticks values to be marked, rising
 */
public record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {

  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** Steps between ticks are 1, 2 or 5 times a power of ten. */
  private static final int[] STEPS = {1, 2, 5};

  /**
   * An axis whose ends are ticks and which holds both values; one more tick than asked may be
   * needed.
   */
  static Axis linear(double from, double to, int mostTicks) {
    double span = to > from ? to - from : Math.max(Math.abs(from), 1);
    double step = step(span, mostTicks - 1, Double.MIN_VALUE);
    long first = (long) Math.floor(from / step + 1e-9);
    long last = Math.max(first + 1, (long) Math.ceil(to / step - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(i * step); // Not a running sum, which would miss 0 by a rounding error.
    }
    return new Axis(first * step, last * step, false, ticks);
  }

  /** An axis that holds 0 unless both values are farther from it than from each other. */
  static Axis around(double from, double to, int mostTicks) {
    double span = to - from;
    double low = from > span ? from : Math.min(from, 0);
    double high = -to > span ? to : Math.max(to, 0);
    return span > 0
        ? linear(low, high, mostTicks)
        : linear(Math.min(from, 0), Math.max(to, 0), mostTicks);
  }

  /** An axis for whole numbers, with a little room at both ends. */
  static Axis whole(int first, int last, int mostTicks) {
    long step = Math.round(step(last - first, mostTicks - 1, 1));
    List<Double> ticks = new ArrayList<>();
    for (long tick = -Math.floorDiv(-first, step) * step; tick <= last; tick += step) {
      ticks.add((double) tick);
    }
    double room = Math.max(0.3, 0.02 * (last - first));
    return new Axis(first - room, last + room, false, ticks);
  }

  /** An axis over powers of ten, with 2 and 5 between them, for {@code 0 < from < to}. */
  static Axis logarithmic(double from, double to) {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(from)); Math.pow(10, power) < to * 10; power++) {
      for (int step : STEPS) {
        double tick = step * Math.pow(10, power);
        if (tick <= from * (1 + 1e-9)) {
          ticks.clear();
        }
        if (ticks.isEmpty() || ticks.get(ticks.size() - 1) < to) {
          ticks.add(tick);
        }
      }
    }
    return new Axis(ticks.get(0), ticks.get(ticks.size() - 1), true, ticks);
  }

  double place(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  private static double step(double span, int mostSteps, double least) {
    for (int power = (int) Math.floor(Math.log10(Math.max(span, least) / mostSteps)); ; power++) {
      for (int factor : STEPS) {
        double step = factor * Math.pow(10, power);
        if (step >= least && step * mostSteps >= span) {
          return step;
        }
      }
    }
  }
}
