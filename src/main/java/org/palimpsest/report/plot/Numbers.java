package org.palimpsest.report.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.palimpsest.metric.StudentInterval;

/** Numbers as text, the same in every locale. */
public final class Numbers {

  /** Between a number and its unit, where a line must not break. */
  private static final String GAP = "\u00a0";

  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Numbers() {}

  /** The mean, and half its 95 % interval where several values were seen. */
  public static String of(StudentInterval spread, Measure.Unit unit) {
    String mean = bare(spread.mean(), unit);
    String text =
        spread.halfWidth().isPresent()
            ? mean + GAP + "\u00b1" + GAP + bare(spread.halfWidth().getAsDouble(), unit)
            : mean;
    return switch (unit) {
      case PERCENT -> text + GAP + "%";
      case POINTS -> text + GAP + "pp";
      case SECONDS -> text + GAP + "s";
      case BYTES, NUMBER -> text;
    };
  }

  /** Without the unit, for tables that name it in the heading; bytes always carry theirs. */
  public static String bare(double value, Measure.Unit unit) {
    return bare(value, unit, 2);
  }

  /** The same with so many decimal places of a percentage. */
  public static String bare(double value, Measure.Unit unit, int decimals) {
    return switch (unit) {
      case PERCENT, POINTS -> percent(value, decimals);
      case SECONDS -> String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
      case BYTES -> bytes(value);
      case NUMBER -> minus(plain(value));
    };
  }

  /** A share in percent, rounded to so many decimal places, without the unit. */
  static String percent(double share, int decimals) {
    return minus(String.format(Locale.ROOT, "%." + decimals + "f", 100 * share));
  }

  /** Seconds, and hours and minutes as well where there are some. */
  public static String duration(double seconds) {
    String text = bare(seconds, Measure.Unit.SECONDS) + GAP + "s";
    long minutes = Math.round(seconds / 60);
    if (minutes < 2) {
      return text;
    }
    return minutes < 60
        ? "%s (%d\u00a0min)".formatted(text, minutes)
        : "%s (%d\u00a0h %d\u00a0min)".formatted(text, minutes / 60, minutes % 60);
  }

  public static String bytes(double bytes) {
    int power = 0;
    double value = bytes;
    while (value >= 1024 && power < BYTES.length - 1) {
      value /= 1024;
      power++;
    }
    return String.format(Locale.ROOT, power == 0 ? "%.0f" : "%.1f", value) + GAP + BYTES[power];
  }

  /** At most five significant digits, without an exponent where that is short. */
  public static String plain(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros();
    double size = Math.abs(value);
    return size >= 1e-4 && size < 1e9 ? rounded.toPlainString() : rounded.toString();
  }

  /** A tick's value without the rounding of a sum of steps. */
  static String compact(double tick) {
    return minus(plain(Math.rint(tick * 1e9) / 1e9));
  }

  /** About four significant digits, for a number that is pointed at. */
  public static String short4(double value) {
    double size = Math.abs(value);
    int decimals = size >= 10 || size == 0 ? 2 : size >= 1 ? 3 : 4;
    return minus(
        size >= 1e6 || (size > 0 && size < 1e-3)
            ? plain(value)
            : String.format(Locale.ROOT, "%." + decimals + "f", value));
  }

  /** A true minus, which is as wide as a digit; "-0.00" is no number to show. */
  private static String minus(String text) {
    if (!text.startsWith("-")) {
      return text;
    }
    return text.matches("-0(\\.0*)?") ? text.substring(1) : "\u2212" + text.substring(1);
  }
}
