package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A configuration file with its includes, overrides and defaults put together.
 *
 * <p>What wins, highest first: overrides from the command line, the file, what it includes, the
 * defaults built in. Substitutions {@code ${...}} are looked up last, hence see the overrides.
 */
public final class ConfigFile {

  /** The defaults, packed beside the classes under this name. */
  static final String DEFAULTS = "conf/defaults.conf";

  private final Config unresolved;
  private final Config resolved;
  private final Config defaults;
  private final Problems problems;
  private final Reading reading;
  private final Place place;

  private ConfigFile(Config unresolved, Config defaults, Problems problems, Place place) {
    this.unresolved = unresolved;
    this.resolved = Substitutions.resolve(unresolved, place, problems);
    this.defaults = defaults;
    this.problems = problems;
    this.reading = new Reading(problems);
    this.place = place;
  }

  /**
   * Parses and resolves; nothing is read yet.
   *
   * @param overrides each {@code key=value}, the last one wins
   * @throws ConfException if a file is missing or is not HOCON, or keys refer to each other in a
   *     circle; malformed overrides and unknown substitutions wait for {@link #read}
   */
  public static ConfigFile load(Path file, List<String> overrides) {
    Problems problems = new Problems();
    Config written = new Sources(problems).parse(file);
    boolean complete = problems.isEmpty();
    Config fromCommandLine = Overrides.parse(overrides, problems);
    if (!complete) {
      problems.throwIfAny();
    }
    Config defaults = builtIn();
    Place place = new Place(Origins.shown(file.toAbsolutePath().toString()), 1);
    Config all = fromCommandLine.withFallback(written).withFallback(defaults);
    Optional<Problem> growth = Growth.problem(all, place);
    if (growth.isPresent()) {
      problems.add(growth.get());
      problems.throwIfAny();
    }
    return new ConfigFile(all, defaults, problems, place);
  }

  /**
   * The same configuration with some keys set, which win over all else. What is wrong with them is
   * told at the place that each value comes from.
   *
   * @param settings by path
   * @throws ConfException if keys refer to each other in a circle
   */
  public ConfigFile with(Map<String, ConfigValue> settings) {
    Config set = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> setting : settings.entrySet()) {
      set = set.withValue(setting.getKey(), setting.getValue());
    }
    return new ConfigFile(set.withFallback(unresolved), defaults, new Problems(), place);
  }

  private static Config builtIn() {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(DEFAULTS);
    try (InputStream in = ConfigFile.class.getResourceAsStream("/" + DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException("the build did not pack " + DEFAULTS);
      }
      return ConfigFactory.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole configuration, to be read. */
  public Section root() {
    return new Section(reading, "", resolved.root(), place, false);
  }

  /** All values, with nothing left to look up. */
  public Config resolved() {
    return resolved;
  }

  /**
   * A problem with what stands at a path, found by whoever knows more than this file says.
   *
   * @param why goes on after {@code path = value}
   */
  public Problem problem(String path, String why) {
    if (!resolved.hasPath(path)) {
      return new Problem(place, path + " " + why);
    }
    ConfigValue value = resolved.getValue(path);
    Place written = Origins.of(value).orElse(place);
    return new Problem(
        written.file().equals(DEFAULTS) ? place : written,
        Reading.assignment(path, value) + " " + why);
  }

  /** What was found so far. */
  public Problems problems() {
    return problems;
  }

  /** Keys that no reader has asked for so far, such as those of an optimiser not chosen. */
  public SortedSet<String> unread() {
    SortedSet<String> unread = new TreeSet<>();
    collectUnread(resolved.root(), "", unread);
    return unread;
  }

  private void collectUnread(ConfigObject section, String parent, Set<String> unread) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String path = Reading.path(parent, entry.getKey());
      if (reading.isIgnored(path)) {
        continue;
      }
      if (entry.getValue() instanceof ConfigObject child) {
        collectUnread(child, path, unread);
      } else if (!reading.isValue(path)) {
        unread.add(path);
      }
    }
  }

  /**
   * Reads it all.
   *
   * @throws ConfException with everything that the reader found wrong, and keys that it did not ask
   *     for
   */
  public <T> T read(Function<Section, T> reader) {
    T result = reader.apply(root());
    new UnknownKeys(reading, defaults.root(), place).report(resolved.root());
    problems.throwIfAny();
    return result;
  }
}
