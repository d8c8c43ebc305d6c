package org.palimpsest.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.Digests;

/** A resolved configuration as runs write it down; free of secrets. */
public final class RunConfig {

  /** Its file in a run's folder. */
  public static final String FILE = "experiment.conf";

  /**
   * Keys that say where, under which name and how often, but not what is computed. What {@code
   * network.init-from}, {@code benchmark.novel.shot-list} and {@code benchmark.episodic.lists} hold
   * counts by its checksum, which is a key of its own.
   */
  private static final List<String> BESIDE_THE_POINT =
      List.of(
          "results",
          "mlflow",
          "seeds",
          "name",
          "data.root",
          "data.download",
          "network.init-from",
          "learner.pretrained",
          "benchmark.novel.shot-list",
          "benchmark.episodic.lists");

  private static final int HASH_DIGITS = 10;

  private final Config config;

  /**
   * Takes out secrets first.
   *
   * @param resolved all substitutions done
   */
  public RunConfig(Config resolved) {
    config = Redaction.of(resolved);
  }

  /**
   * Reads what a run wrote down, and follows nothing in it.
   *
   * @throws IllegalArgumentException saying what is wrong with it, if it is no run's configuration
   */
  public static RunConfig read(Path file) {
    try {
      return new RunConfig(ConfigFile.values(file));
    } catch (ConfException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * All leaves by their path, in alphabetical order; numbers as plain decimals, lists as {@code [a,
   * b]}.
   */
  public SortedMap<String, String> flat() {
    return flat(config);
  }

  /** The leaves under one key, or none. */
  SortedMap<String, String> flat(String key) {
    SortedMap<String, String> all = flat();
    SortedMap<String, String> below = new TreeMap<>();
    all.forEach(
        (path, value) -> {
          if (path.equals(key) || path.startsWith(key + ".")) {
            below.put(path, value);
          }
        });
    return below;
  }

  /** Digests of what learners start from instead of random weights, by key; empty if from those. */
  SortedMap<String, String> start() {
    SortedMap<String, String> start = flat("network." + InitialWeightsSpec.SHA256);
    start.putAll(flat(Pretrained.SHA256_PATH));
    return start;
  }

  /**
   * Names what is computed: the first 10 hexadecimal digits of the SHA-256 over all leaves but
   * those that change where results go, how they are called and which seeds are run.
   */
  public String hash() {
    Config relevant = config;
    for (String key : BESIDE_THE_POINT) {
      relevant = relevant.withoutPath(key);
    }
    String canonical =
        flat(relevant).entrySet().stream()
            .map(leaf -> leaf.getKey() + "=" + ConfigUtil.quoteString(leaf.getValue()) + "\n")
            .collect(Collectors.joining());
    return Digests.of(canonical).substring(0, HASH_DIGITS);
  }

  /** The id of the run under one seed. */
  public String runId(long seed) {
    return "seed-%s-%s".formatted(seed, hash());
  }

  /** A file that, run by itself, repeats the run of one seed. */
  public String file(long seed) {
    return "# The resolved configuration of one run; running this file repeats it.\n"
        + file(List.of(seed));
  }

  /** The same for several runs. */
  public String file(List<Long> seeds) {
    Config all = config.withValue("seeds", ConfigValueFactory.fromAnyRef(seeds));
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults().setJson(false).setComments(false).setOriginComments(false);
    return all.root().render(options);
  }

  private static SortedMap<String, String> flat(Config config) {
    SortedMap<String, String> leaves = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> leaf : config.entrySet()) {
      leaves.put(leaf.getKey(), text(leaf.getValue()));
    }
    return Collections.unmodifiableSortedMap(leaves);
  }

  private static String text(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list.stream().map(RunConfig::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof ConfigObject object) {
      return new TreeMap<>(object)
          .entrySet().stream()
              .map(field -> field.getKey() + " = " + text(field.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value.unwrapped() instanceof Double number && !Double.isFinite(number)) {
      return value.render(); // such as 1e999, where a text is due
    }
    if (value.valueType() == ConfigValueType.NUMBER) {
      return new BigDecimal(String.valueOf(value.unwrapped())).stripTrailingZeros().toPlainString();
    }
    return String.valueOf(value.unwrapped());
  }
}
