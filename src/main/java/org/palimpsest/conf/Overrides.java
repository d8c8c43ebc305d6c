package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code key=value} from the command line.
 *
 * <p>A value is HOCON. Bare text that HOCON would refuse or cut short, such as {@code
 * http://host:5000} where {@code //} begins a comment, is taken as it stands: whoever types a
 * command quotes for the shell and not again for HOCON.
 */
final class Overrides {

  private static final Pattern STRUCTURED =
      Pattern.compile("\\s*[\\[{\"].*|.*\\$\\{.*", Pattern.DOTALL);
  private static final Pattern NOT_BARE =
      Pattern.compile(".*(//|[$\"{}\\[\\]:=,+#`^?!@*&\\\\\\n\\r]).*", Pattern.DOTALL);

  private static final ConfigParseOptions OPTIONS =
      ConfigParseOptions.defaults()
          .setSyntax(ConfigSyntax.CONF)
          .setOriginDescription(Place.COMMAND_LINE);

  private Overrides() {}

  /**
   * One key set, or a list that something is appended to.
   *
   * @param path elements of the key
   * @param values HOCON; several only where they are appended
   */
  private record Setting(String key, List<String> path, boolean append, List<String> values) {

    Config parsed() {
      String all = String.join("\n", values);
      return ConfigFactory.parseString(
          append ? "%s = ${?%s} [%s\n]".formatted(key, key, all) : key + " = " + all, OPTIONS);
    }

    /** Whether one of the two is the other or stands in it. */
    boolean touches(Setting other) {
      int shared = Math.min(path.size(), other.path.size());
      return path.subList(0, shared).equals(other.path.subList(0, shared));
    }
  }

  /** All overrides as one configuration, the last one wins; a malformed one is a problem. */
  static Config parse(List<String> overrides, Problems problems) {
    List<Setting> settings = new ArrayList<>();
    for (String override : overrides) {
      try {
        add(one(override), settings);
      } catch (ConfigException e) {
        problem(problems, override, Syntax.reason(e));
      } catch (IllegalArgumentException e) {
        problem(problems, override, String.valueOf(e.getMessage()));
      }
    }
    Config all = ConfigFactory.empty();
    for (Setting setting : settings) {
      all = setting.parsed().withFallback(all);
    }
    return all;
  }

  /** What is appended to one list is one setting: the library looks back from each to the last. */
  private static void add(Setting setting, List<Setting> settings) {
    for (int i = settings.size() - 1; i >= 0 && setting.append; i--) {
      Setting before = settings.get(i);
      if (before.append && before.path.equals(setting.path)) {
        before.values.addAll(setting.values);
        return;
      }
      if (before.touches(setting)) {
        break;
      }
    }
    settings.add(setting);
  }

  private static void problem(Problems problems, String override, String why) {
    problems.add(new Problem(new Place(Place.COMMAND_LINE, 0), shown(override) + ": " + why));
  }

  private static String shown(String override) {
    return Values.shortened(Redaction.of(List.of(override)).get(0));
  }

  private static Setting one(String override) {
    if (Nesting.line(override) > 0) {
      throw new IllegalArgumentException(Nesting.REFUSED);
    }
    int equals = override.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("is not of the form key=value");
    }
    boolean append = equals > 0 && override.charAt(equals - 1) == '+';
    String key = override.substring(0, append ? equals - 1 : equals).strip();
    if (key.isEmpty()) {
      throw new IllegalArgumentException("has no key; the form is key=value");
    }
    List<String> path = ConfigUtil.splitPath(key);
    String value = override.substring(equals + 1).strip();
    boolean literal =
        value.isEmpty()
            || (!STRUCTURED.matcher(value).matches() && NOT_BARE.matcher(value).matches());
    String text = literal ? ConfigUtil.quoteString(value) : value;
    Setting setting = new Setting(key, path, append, new ArrayList<>(List.of(text)));
    if (!setting.parsed().root().keySet().equals(Set.of(path.get(0)))) {
      throw new IllegalArgumentException("sets more than one key");
    }
    return setting;
  }
}
