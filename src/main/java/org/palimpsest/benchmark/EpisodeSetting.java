package org.palimpsest.benchmark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of test episodes and its name, such as {@code 5w1s}: 5 classes, 1 support image of each.
 *
 * @param name as it was written
 */
public record EpisodeSetting(String name, EpisodeForm form) {

  /** How names are written, for messages. */
  public static final String PATTERN = "such as 5w1s, 20w5s15q or 5w1-10s";

  private static final Pattern NAME =
      Pattern.compile("(\\d{1,6})w(\\d{1,6})(?:-(\\d{1,6}))?s(?:(\\d{1,6})q)?");

  /**
   * Reads a name.
   *
   * @param usual what the name does not say: the queries and all else
   * @throws IllegalArgumentException if it is no such name
   */
  public static EpisodeSetting of(String name, EpisodeForm usual) {
    Matcher found = NAME.matcher(name);
    if (!found.matches()) {
      throw new IllegalArgumentException("is no setting " + PATTERN);
    }
    int least = Integer.parseInt(found.group(2));
    int most = found.group(3) == null ? least : Integer.parseInt(found.group(3));
    Count queries =
        found.group(4) == null ? usual.queries() : Count.of(Integer.parseInt(found.group(4)));
    return new EpisodeSetting(
        name,
        new EpisodeForm(
            Integer.parseInt(found.group(1)),
            new Count(least, most),
            queries,
            usual.unequal(),
            usual.withinGroups(),
            usual.unlabelled(),
            usual.distractors(),
            usual.labelled()));
  }
}
