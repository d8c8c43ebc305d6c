package org.palimpsest.conf;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;

/**
 * Overrides that one process of this program hands to another by the environment, which only its
 * owner can read: every user of a machine can see the arguments of a process.
 */
public final class HiddenSettings {

  /** A list of {@code key=value} in JSON; they count as written before those of the command. */
  public static final String VARIABLE = "PALIMPSEST_OVERRIDES";

  private HiddenSettings() {}

  /** The variable to set for these overrides; empty if they hide nothing. */
  public static Map<String, String> variable(List<String> overrides) {
    return Redaction.hidesAny(overrides)
        ? Map.of(
            VARIABLE,
            ConfigValueFactory.fromIterable(overrides).render(ConfigRenderOptions.concise()))
        : Map.of();
  }

  /**
   * The overrides that were handed on.
   *
   * @throws ConfException if the variable holds something else
   */
  public static List<String> of(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "");
    if (text.isBlank()) {
      return List.of();
    }
    try {
      return ConfigFactory.parseString("list = " + text).getStringList("list");
    } catch (ConfigException e) {
      // The cause repeats what it found.
      throw new ConfException(
          List.of(
              new Problem("environment variable " + VARIABLE, 0, "is not a list of key=value")));
    }
  }
}
