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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
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

  static final String ALONE = "the configuration of a run holds values only, and follows nothing";

  /** What lies beside the configuration that a run left behind; whoever made it may omit some. */
  private static final List<String> BESIDE_A_RUN =
      List.of("journal.jsonl", "provenance.json", "model.json", "checkpoints");

  /** Values that come between the file and the defaults, such as a published method's. */
  @FunctionalInterface
  public interface Layer {

    Layer NONE = config -> ConfigFactory.empty();

    /**
     * The values of the layer.
     *
     * @param config what file and defaults say
     */
    Config of(Config config);
  }

  private final Config written;

  /** Keys that the command line or a sweep sets. */
  private final Set<String> onTop;

  private final Layer layer;
  private final Config resolved;
  private final Config defaults;
  private final Problems problems;
  private final Reading reading;
  private final Place place;

  private ConfigFile(
      Config written,
      Set<String> onTop,
      Layer layer,
      Config defaults,
      Problems problems,
      Place place) {
    this.written = written;
    this.onTop = onTop;
    this.layer = layer;
    Config between =
        layer.of(Substitutions.resolve(written.withFallback(defaults), place, problems));
    Config all = written.withFallback(between).withFallback(defaults);
    this.resolved = Substitutions.resolve(all, place, problems);
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
    return load(file, overrides, Layer.NONE);
  }

  /**
   * The same with values between the file and the defaults.
   *
   * @param layer which, given what the file says
   */
  public static ConfigFile load(Path file, List<String> overrides, Layer layer) {
    return load(file, overrides, layer, isOfARun(file));
  }

  /**
   * The same of what is known to be a run's, whatever lies beside it: as {@link #values} has it,
   * nothing in it is followed.
   */
  public static ConfigFile loadValues(Path file, List<String> overrides, Layer layer) {
    return load(file, overrides, layer, true);
  }

  private static ConfigFile load(
      Path file, List<String> overrides, Layer layer, boolean valuesOnly) {
    Problems problems = new Problems();
    Config written = valuesOnly ? values(file, problems) : new Sources(problems).parse(file);
    boolean complete = problems.isEmpty();
    Config fromCommandLine = Overrides.parse(overrides, problems);
    if (!complete) {
      problems.throwIfAny();
    }
    Config defaults = builtIn();
    Place place = new Place(Origins.shown(file.toAbsolutePath().toString()), 1);
    Config all = fromCommandLine.withFallback(written);
    Optional<Problem> growth = Growth.problem(all.withFallback(defaults), place);
    if (growth.isPresent()) {
      problems.add(growth.get());
      problems.throwIfAny();
    }
    return new ConfigFile(all, keys(fromCommandLine), layer, defaults, problems, place);
  }

  /**
   * What a run wrote down, without the defaults. It may be somebody else's: nothing in it is
   * followed, neither includes nor substitutions, which could read files, variables and addresses
   * of whoever looks at it.
   *
   * @throws ConfException if it is no configuration, or holds more than values
   */
  public static Config values(Path file) {
    Problems problems = new Problems();
    Config values = values(file, problems);
    problems.throwIfAny();
    return values;
  }

  private static Config values(Path file, Problems problems) {
    Config values = new Sources(problems, true).parse(file);
    if (!values.isResolved()) {
      Place place = new Place(Origins.shown(file.toAbsolutePath().toString()), 1);
      problems.add(new Problem(place, "has ${...}: " + ALONE));
      return ConfigFactory.empty();
    }
    return values;
  }

  private static boolean isOfARun(Path file) {
    return file.endsWith("experiment.conf")
        && BESIDE_A_RUN.stream().anyMatch(name -> Files.exists(file.resolveSibling(name)));
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
    Set<String> keys = new TreeSet<>(onTop);
    keys.addAll(keys(set));
    return new ConfigFile(set.withFallback(written), keys, layer, defaults, new Problems(), place);
  }

  private static Set<String> keys(Config set) {
    return leaves(set.root(), "").keySet();
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
    return new Section(new Spot(reading, "", resolved.root(), place, false));
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

  /**
   * What is set on top has to have an effect; what lies below it may have lost its effect by that.
   */
  private boolean isStrict(String path, ConfigValue value) {
    String origin = Origins.of(value).map(Place::file).orElse("");
    if (onTop.isEmpty()) {
      return origin.equals(place.file());
    }
    // Below a section that is set as a whole there are the defaults, too, which nobody set.
    return !origin.equals(DEFAULTS)
        && onTop.stream().anyMatch(set -> path.equals(set) || path.startsWith(set + "."));
  }

  /** The values that readers asked for so far; running with these alone gives the same. */
  public Config used() {
    Config used = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> value : reading.found().entrySet()) {
      if (!value.getKey().contains("]")) {
        used = used.withValue(value.getKey(), value.getValue());
      }
    }
    return used;
  }

  /** Keys of the defaults that no reader has asked for so far. */
  SortedSet<String> unreadDefaults() {
    SortedSet<String> unread = new TreeSet<>();
    for (Map.Entry<String, ConfigValue> leaf : leaves(defaults.root(), "").entrySet()) {
      if (!reading.isValue(leaf.getKey())) {
        unread.add(leaf.getKey());
      }
    }
    return unread;
  }

  private static Map<String, ConfigValue> leaves(ConfigObject section, String parent) {
    Map<String, ConfigValue> leaves = new TreeMap<>();
    section.forEach(
        (key, value) -> {
          String path = Reading.path(parent, key);
          Substitutions.section(value)
              .ifPresentOrElse(
                  child -> leaves.putAll(leaves(child, path)), () -> leaves.put(path, value));
        });
    return leaves;
  }

  /**
   * Reads it all.
   *
   * @throws ConfException with everything that the reader found wrong, and keys that it did not ask
   *     for
   */
  public <T> T read(Function<Section, T> reader) {
    T result = reader.apply(root());
    // A path is known from the defaults, whoever wrote it; only what somebody wrote has to be used.
    new UnknownKeys(reading, defaults.root(), place, this::isStrict)
        .report(resolved.root(), written.root());
    problems.throwIfAny();
    return result;
  }
}
