package org.palimpsest.sweep;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import org.palimpsest.conf.Section;

/**
 * Numbers that a key may take.
 *
 * @param from smallest
 * @param to largest, above {@code from}
 * @param logarithmic whether equal ratios, instead of equal differences, are equally likely; both
 *     ends are above 0 then
 * @param whole whether only whole numbers count
 * @param written where it comes from
 */
record Range(double from, double to, boolean logarithmic, boolean whole, ConfigValue written) {

  private static final double MOST = 1e15;

  /** Enough to tell samples apart, few enough to be read. */
  private static final MathContext DIGITS = new MathContext(6);

  /** Reads {@code { from = 0.01, to = 1, scale = log, integer = false }}. */
  static Optional<Range> read(Section range) {
    double from = range.real("from", -MOST, MOST);
    double to = range.real("to", -MOST, MOST);
    String scale = range.has("scale") ? range.oneOf("scale", List.of("linear", "log")) : "linear";
    boolean whole = range.has("integer") && range.flag("integer");
    boolean logarithmic = scale.equals("log");
    if (range.sound("from", "to")) {
      if (!(from < to)) {
        range.problem("to", "is not above from = " + plain(from));
      } else if (logarithmic && from <= 0) {
        range.problem("from", "is not above 0, which scale = log needs");
      } else if (whole && !(isWhole(from) && isWhole(to))) {
        range.problem(isWhole(from) ? "to" : "from", "is not a whole number, but integer = true");
      }
    }
    return range.sound("from", "to", "scale", "integer")
        ? range.raw("from").map(written -> new Range(from, to, logarithmic, whole, written))
        : Optional.empty();
  }

  /**
   * The value at a share of the range.
   *
   * @param share in [0, 1)
   */
  ConfigValue at(double share) {
    double last = whole ? to + 1 : to;
    double value =
        logarithmic
            ? Math.exp(Math.log(from) + share * (Math.log(last) - Math.log(from)))
            : from + share * (last - from);
    // Rounding may lead out of the range, by a digit.
    Number number =
        whole
            ? (Number) (long) Math.max(from, Math.min(Math.floor(value), to))
            : (Number) Math.max(from, Math.min(rounded(value), to));
    return ConfigValueFactory.fromAnyRef(number).withOrigin(written.origin());
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value);
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
