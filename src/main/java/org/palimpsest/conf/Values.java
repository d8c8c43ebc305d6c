package org.palimpsest.conf;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Conversions of single values. Text counts as a number or flag if it reads as one. */
final class Values {

  private static final int SHOWN = 60;

  private Values() {}

  /** The value as written, shortened; empty for a section. */
  static String shown(ConfigValue value) {
    if (value instanceof ConfigObject) {
      return "";
    }
    String text = Redaction.of(value).render(ConfigRenderOptions.concise());
    return shortened(text);
  }

  /** A text with little more than a glance's worth of letters. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  static Optional<String> text(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("v").getString("v"));
      case LIST, OBJECT, NULL -> Optional.empty();
    };
  }

  /** A finite number; environment variables are always text, hence text is looked at too. */
  static Optional<BigDecimal> number(ConfigValue value) {
    if (value.valueType() != ConfigValueType.NUMBER
        && value.valueType() != ConfigValueType.STRING) {
      return Optional.empty();
    }
    try {
      return text(value).map(text -> new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<Boolean> flag(ConfigValue value) {
    return switch (text(value).orElse("").toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> Optional.of(true);
      case "false", "no", "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  /** What a number may be, to be said after what it is not. */
  static String range(long minimum, long maximum) {
    boolean open = maximum == Integer.MAX_VALUE || maximum == Long.MAX_VALUE;
    if (minimum == Integer.MIN_VALUE || minimum == Long.MIN_VALUE) {
      return open ? "" : " up to " + maximum;
    }
    return open ? " of at least " + minimum : " from " + minimum + " to " + maximum;
  }

  /** What a number may be, to be said after what it is not. */
  static String range(double minimum, double maximum) {
    boolean open = maximum >= Double.MAX_VALUE;
    if (minimum <= -Double.MAX_VALUE) {
      return open ? "" : " up to " + plain(maximum);
    }
    return open
        ? " of at least " + plain(minimum)
        : " from " + plain(minimum) + " to " + plain(maximum);
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
