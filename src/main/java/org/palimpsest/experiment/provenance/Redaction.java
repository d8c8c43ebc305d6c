package org.palimpsest.experiment.provenance;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps passwords and the like out of everything that is written. */
public final class Redaction {

  private static final Set<String> SECRET_WORDS =
      Set.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "credential",
          "credentials",
          "authorization",
          "apikey");

  private static final Pattern SECRET_PAIR = Pattern.compile("(api|private|access)-key");
  private static final Pattern USER_INFO =
      Pattern.compile("(\\b[a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#\\s\"']*@");
  private static final Pattern SECRET_QUERY =
      Pattern.compile("(?i)([?&][a-z_-]*(?:token|password|secret|key|signature)=)[^&#\\s\"']+");
  private static final Pattern SETTING = Pattern.compile("(?s)([^=\\s]+?)(\\+?=|:)(?!//).*");

  private Redaction() {}

  /** The configuration without secret keys and without user names and passwords in addresses. */
  public static Config of(Config config) {
    return ((ConfigObject) of(config.root())).toConfig();
  }

  /** A text without user names, passwords and tokens in addresses. */
  public static String of(String text) {
    String without = USER_INFO.matcher(text).replaceAll("$1");
    return SECRET_QUERY.matcher(without).replaceAll("$1***");
  }

  /** A command line's words; the value of a secret setting is replaced. */
  public static List<String> of(List<String> words) {
    return words.stream()
        .map(
            word -> {
              var setting = SETTING.matcher(word);
              return setting.matches() && isSecret(setting.group(1))
                  ? setting.group(1) + setting.group(2) + "***"
                  : of(word);
            })
        .toList();
  }

  /** Whether a key's last part names a secret, such as {@code auth.api-key}. */
  public static boolean isSecret(String key) {
    String spaced =
        key.substring(key.lastIndexOf('.') + 1)
            .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    return SECRET_PAIR.matcher(spaced).find()
        || List.of(spaced.split("-", -1)).stream().anyMatch(SECRET_WORDS::contains);
  }

  private static ConfigValue of(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      Map<String, ConfigValue> kept = new LinkedHashMap<>();
      object.forEach(
          (key, child) -> {
            if (!isSecret(key)) {
              kept.put(key, of(child));
            }
          });
      return ConfigValueFactory.fromMap(kept);
    }
    if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(list.stream().map(Redaction::of).toList());
    }
    if (value.valueType() == ConfigValueType.STRING) {
      String text = (String) value.unwrapped();
      String redacted = of(text);
      return redacted.equals(text) ? value : ConfigValueFactory.fromAnyRef(redacted);
    }
    return value;
  }
}
