package org.palimpsest.benchmark;

import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.conf.Section;
import org.palimpsest.tensor.Require;

/**
 * How many images: a number, or one that is drawn anew each time.
 *
 * @param least 1 or more
 * @param most not less; either of them and all between are equally likely
 */
public record Count(int least, int most) {

  private static final Pattern RANGE = Pattern.compile("\\s*(\\d{1,8})\\s*-\\s*(\\d{1,8})\\s*");
  private static final int MANY = 10_000_000;

  public Count {
    Require.atLeast(1, least, "images");
    Require.atLeast(least, most, "images");
  }

  /** Always the same number. */
  public static Count of(int number) {
    return new Count(number, number);
  }

  /** Reads a number such as {@code 5} or a range such as {@code "1-10"}. */
  public static Count read(Section section, String key) {
    Matcher range = RANGE.matcher(section.has(key) ? section.text(key) : "");
    if (!range.matches()) {
      return of(section.integer(key, 1, MANY));
    }
    int least = Integer.parseInt(range.group(1));
    int most = Integer.parseInt(range.group(2));
    if (least < 1 || most < least) {
      section.problem(key, "is not a range from 1 or more to no less, such as 1-10");
      return of(1);
    }
    return new Count(least, most);
  }

  /** Draws nothing where there is nothing to be drawn. */
  int draw(RandomGenerator random) {
    return least == most ? least : random.nextInt(least, most + 1);
  }

  @Override
  public String toString() {
    return least == most ? Integer.toString(least) : least + "-" + most;
  }
}
