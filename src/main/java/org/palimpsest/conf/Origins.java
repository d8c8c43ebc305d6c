package org.palimpsest.conf;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the library's origins into places.
 *
 * <p>A section put together from several files has an origin that only its description tells apart:
 * {@code merge of a.conf: 12,b.conf: 3}, the one that wins first.
 */
final class Origins {

  private static final String MERGED = "merge of ";
  private static final Pattern SINGLE = Pattern.compile("(.+): (\\d+)(?:-\\d+)?");
  private static final Pattern PART = Pattern.compile("(.+?): (\\d+)(?:-\\d+)?(?:,|$)");

  /** What the library says of a setting that was laid over a value. */
  private static final Pattern LAID_OVER = Pattern.compile("withValue\\([^)]*\\),?");

  private static final String ENVIRONMENT = "env var ";

  /** What a value is said to come from that an optional substitution found in the environment. */
  private static final String VARIABLES = "env variables";

  private Origins() {}

  /** Where a value was written, if a person wrote it. */
  static Optional<Place> of(ConfigValue value) {
    return of(value.origin());
  }

  /** Whether an environment variable says it, and not somebody who wrote a file or a command. */
  static boolean isEnvironment(ConfigValue value) {
    String description = value.origin().description();
    return description.startsWith(ENVIRONMENT) || description.equals(VARIABLES);
  }

  static Optional<Place> of(ConfigOrigin origin) {
    String description = origin.description();
    if (description.startsWith(Place.COMMAND_LINE)) {
      return Optional.of(new Place(Place.COMMAND_LINE, 0));
    }
    if (description.startsWith(ENVIRONMENT)) {
      String variable = description.substring(ENVIRONMENT.length());
      return Optional.of(new Place("environment variable " + variable, 0));
    }
    if (description.equals(VARIABLES)) {
      return Optional.of(new Place("an environment variable", 0));
    }
    if (description.startsWith(MERGED)) {
      return merged(description.substring(MERGED.length()));
    }
    Matcher single = SINGLE.matcher(description);
    return single.matches()
        ? Optional.of(new Place(shown(single.group(1)), Integer.parseInt(single.group(2))))
        : Optional.empty();
  }

  /** The first line in the file that wins; the command line only if there is no file. */
  private static Optional<Place> merged(String parts) {
    List<Place> places = new ArrayList<>();
    Matcher part = PART.matcher(LAID_OVER.matcher(parts).replaceAll(""));
    while (part.find()) {
      if (!part.group(1).startsWith(Place.COMMAND_LINE) && !part.group(1).startsWith(ENVIRONMENT)) {
        places.add(new Place(shown(part.group(1)), Integer.parseInt(part.group(2))));
      }
    }
    if (places.isEmpty()) {
      return Optional.of(new Place(Place.COMMAND_LINE, 0));
    }
    String file = places.get(0).file();
    int line =
        places.stream().filter(p -> p.file().equals(file)).mapToInt(Place::line).min().orElse(0);
    return Optional.of(new Place(file, line));
  }

  /** A path as a user would write it: relative if it lies below the working directory. */
  static String shown(String file) {
    Path path = Path.of(file);
    if (!path.isAbsolute()) {
      return file;
    }
    Path here = Path.of("").toAbsolutePath().normalize();
    Path normal = path.normalize();
    return (normal.startsWith(here) ? here.relativize(normal) : normal).toString();
  }
}
