package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
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

  /** All overrides as one configuration, the last one wins; a malformed one is a problem. */
  static Config parse(List<String> overrides, Problems problems) {
    Config all = ConfigFactory.empty();
    for (String override : overrides) {
      try {
        all = one(override).withFallback(all);
      } catch (ConfigException e) {
        problem(problems, override, Syntax.reason(e));
      } catch (IllegalArgumentException e) {
        problem(problems, override, String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  private static void problem(Problems problems, String override, String why) {
    problems.add(new Problem(new Place(Place.COMMAND_LINE, 0), override + ": " + why));
  }

  private static Config one(String override) {
    int equals = override.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("is not of the form key=value");
    }
    boolean append = equals > 0 && override.charAt(equals - 1) == '+';
    String key = override.substring(0, append ? equals - 1 : equals).strip();
    if (key.isEmpty()) {
      throw new IllegalArgumentException("has no key; the form is key=value");
    }
    String first = ConfigUtil.splitPath(key).get(0);
    String value = override.substring(equals + 1).strip();
    boolean literal =
        value.isEmpty()
            || (!STRUCTURED.matcher(value).matches() && NOT_BARE.matcher(value).matches());
    String text = literal ? ConfigUtil.quoteString(value) : value;
    Config parsed = ConfigFactory.parseString(key + (append ? " += " : " = ") + text, OPTIONS);
    if (!parsed.root().keySet().equals(Set.of(first))) {
      throw new IllegalArgumentException("sets more than one key");
    }
    return parsed;
  }
}
