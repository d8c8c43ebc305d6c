package org.palimpsest.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run's id taken apart.
 *
 * @param configuration digest of all that runs of one experiment share
 * @param repetition whether the same had been run before; a repetition is no further sample
 */
public record RunId(long seed, String configuration, boolean repetition) {

  private static final Pattern FORM =
      Pattern.compile("seed-(-?\\d{1,18})-([0-9a-f]{10})(-again-\\d+)?");

  public static Optional<RunId> of(String folderName) {
    Matcher matcher = FORM.matcher(folderName);
    return matcher.matches()
        ? Optional.of(
            new RunId(Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3) != null))
        : Optional.empty();
  }
}
