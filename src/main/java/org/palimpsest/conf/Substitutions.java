package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces every {@code ${...}}, by other keys or by the environment, or says which it cannot. */
final class Substitutions {

  /** Stands for what could not be found, so that reading goes on; not a text anybody writes. */
  private static final String UNKNOWN = "\u0000unknown\u0000";

  private static final Pattern NAME = Pattern.compile("\\$\\{\\??([^}]*)\\}");

  private Substitutions() {}

  /** Whether the value is, or contains, something that could not be found and was reported. */
  static boolean isUnknown(ConfigValue value) {
    return value.unwrapped() instanceof String text && text.contains(UNKNOWN);
  }

  /**
   * A section whose keys are known before anything is looked up; empty for a value, and for a
   * section that a substitution is part of.
   */
  static Optional<ConfigObject> section(@Nullable ConfigValue unresolved) {
    if (!(unresolved instanceof ConfigObject object)) {
      return Optional.empty();
    }
    try {
      var unused = object.keySet(); // the library has no other way to ask
      return Optional.of(object);
    } catch (ConfigException.NotResolved e) {
      return Optional.empty();
    }
  }

  /**
   * @throws ConfException if keys refer to each other in a circle
   */
  static Config resolve(Config config, Place file, Problems problems) {
    Set<String> missing = new HashSet<>();
    while (true) {
      try {
        return config.resolve(
            ConfigResolveOptions.defaults().appendResolver(new Placeholders(missing)));
      } catch (ConfigException.UnresolvedSubstitution e) {
        Place place = Syntax.place(e, file);
        Matcher name = NAME.matcher(Syntax.reason(e));
        String path = name.find() ? name.group(1) : "";
        if (Syntax.reason(e).contains("cycle") || !missing.add(path)) {
          problems.add(new Problem(place, "${%s} refers to itself in a circle".formatted(path)));
          throw new ConfException(problems.list());
        }
        problems.add(
            new Problem(
                place,
                "${%s} is neither a key nor an environment variable; ${?%s} would be optional"
                    .formatted(path, path)));
      } catch (StackOverflowError e) {
        problems.add(new Problem(file, "${...} refer to each other too deeply"));
        throw new ConfException(problems.list());
      } catch (ConfigException e) {
        problems.add(new Problem(Syntax.place(e, file), Syntax.reason(e)));
        throw new ConfException(problems.list());
      }
    }
  }

  private record Placeholders(Set<String> missing) implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      return missing.contains(path) ? ConfigValueFactory.fromAnyRef(UNKNOWN) : null;
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this; // appended to the library's default, which knows nothing
    }
  }
}
