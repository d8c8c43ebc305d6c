package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A key with its default and what is said of it, as they stand in HOCON with comments.
 *
 * @param path such as {@code benchmark.base-classes}
 * @param value the default, as HOCON
 * @param comment lines about unit, range and source; none if nothing is said
 */
public record DocumentedKey(String path, String value, List<String> comment) {

  private static final ConfigRenderOptions PLAIN = ConfigRenderOptions.concise().setJson(false);

  public DocumentedKey {
    comment = List.copyOf(comment);
  }

  /** Whether its path or what is said of it holds a word, in capitals or not. */
  public boolean tells(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return path.toLowerCase(Locale.ROOT).contains(lower)
        || String.join(" ", comment).toLowerCase(Locale.ROOT).contains(lower);
  }

  /** The keys of the defaults that are built in, in their order. */
  public static List<DocumentedKey> defaults() {
    return of(
        "",
        ConfigFactory.parseResources(DocumentedKey.class.getClassLoader(), ConfigFile.DEFAULTS));
  }

  /**
   * The keys of a text, in its order.
   *
   * @param section that they live in; empty for the root
   */
  public static List<DocumentedKey> of(String section, String hocon) {
    return of(section, ConfigFactory.parseString(hocon));
  }

  private static List<DocumentedKey> of(String section, Config config) {
    List<DocumentedKey> keys = new ArrayList<>();
    add(section, config.root(), keys);
    return keys;
  }

  private static void add(String section, ConfigObject object, List<DocumentedKey> keys) {
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(object.entrySet());
    entries.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
    List<String> said = comments(object);
    for (Map.Entry<String, ConfigValue> entry : entries) {
      String path = section.isEmpty() ? entry.getKey() : section + "." + entry.getKey();
      if (entry.getValue() instanceof ConfigObject inner) {
        add(path, inner, keys);
        said = comments(object);
      } else {
        List<String> own = comments(entry.getValue());
        // Keys in consecutive lines may share what is said above the first.
        said = own.isEmpty() ? said : own;
        keys.add(new DocumentedKey(path, entry.getValue().render(PLAIN), said));
      }
    }
  }

  private static List<String> comments(ConfigValue value) {
    return value.origin().comments().stream().map(String::strip).toList();
  }
}
