package org.palimpsest.method;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.List;
import org.palimpsest.conf.Section;
import org.palimpsest.method.continual.LearnerReader;
import org.palimpsest.method.continual.Presets;

/** The methods there are. A new one is a preset in {@link Presets}. */
public final class Methods {

  private static final String KEY = "learner.method";
  private static final String TERMS = "learner.terms";

  /** Every method, the one without values of its own first. */
  public static final List<Preset> ALL = Presets.ALL;

  private Methods() {}

  /** Names of all methods. */
  public static List<String> names() {
    return ALL.stream().map(Preset::name).toList();
  }

  /** The values of the method that a configuration names; none if there is no such method. */
  public static Config values(Config config) {
    return values(config.hasPath(KEY) ? String.valueOf(config.getAnyRef(KEY)) : "");
  }

  /** Terms that a method of this name is made of; none if there is no such method. */
  public static List<String> terms(String name) {
    Config values = values(name);
    return values.hasPath(TERMS) ? values.getStringList(TERMS) : List.of();
  }

  private static Config values(String name) {
    return ALL.stream()
        .filter(preset -> preset.name().equals(name))
        .findFirst()
        .map(Methods::parsed)
        .orElse(ConfigFactory.empty());
  }

  private static Config parsed(Preset preset) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(preset.name());
    return ConfigFactory.parseString(preset.values(), options);
  }

  /** Reads the learner that a configuration describes; records problems there. */
  public static LearnerFactory read(Section root) {
    return LearnerReader.read(root);
  }
}
