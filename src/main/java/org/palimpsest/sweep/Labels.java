package org.palimpsest.sweep;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.disk.Digests;

/** Names points by what they set, such as {@code head-prototype_reconstruction-weight-0.1}. */
final class Labels {

  private static final int HASH_DIGITS = 8;

  private final Map<String, String> shortKeys;

  private Labels(Map<String, String> shortKeys) {
    this.shortKeys = shortKeys;
  }

  /**
   * The experiment name of each point: the sweep's, then the point's keys and values. Names differ
   * where points do; those too long, or alike once cut to what a folder's name may hold, end in a
   * hash instead.
   *
   * @param longest letters of a name
   */
  static List<String> of(String sweep, List<Point> points, int longest) {
    Set<String> keys = new TreeSet<>();
    points.forEach(point -> keys.addAll(point.settings().keySet()));
    Labels labels = new Labels(shortest(keys));
    List<String> names = points.stream().map(point -> labels.name(sweep, point, longest)).toList();
    Set<String> seen = new HashSet<>();
    Set<String> twice = names.stream().filter(n -> !seen.add(n)).collect(Collectors.toSet());
    return IntStream.range(0, names.size())
        .mapToObj(
            i ->
                twice.contains(names.get(i))
                    ? hashed(names.get(i), points.get(i), longest)
                    : names.get(i))
        .toList();
  }

  private String name(String sweep, Point point, int longest) {
    String label =
        point.settings().entrySet().stream()
            .map(s -> shortKeys.getOrDefault(s.getKey(), s.getKey()) + "-" + text(s.getValue()))
            .map(part -> part.replaceAll("[^A-Za-z0-9._-]+", "-"))
            .collect(Collectors.joining("_"));
    String name = label.isEmpty() ? sweep : sweep + "-" + label;
    return name.length() <= longest ? name : hashed(name, point, longest);
  }

  private static String hashed(String name, Point point, int longest) {
    String settings =
        point.settings().entrySet().stream()
            .map(s -> s.getKey() + "=" + text(s.getValue()) + "\n")
            .collect(Collectors.joining());
    String hash = Digests.of(settings).substring(0, HASH_DIGITS);
    int kept = Math.min(name.length(), longest - HASH_DIGITS - 1);
    return name.substring(0, kept) + "-" + hash;
  }

  /** As a person would write it. */
  static String text(ConfigValue value) {
    return value.valueType() == ConfigValueType.STRING
        ? String.valueOf(value.unwrapped())
        : value.render(ConfigRenderOptions.concise());
  }

  /** As few of a key's last words as tell it from the others. */
  private static Map<String, String> shortest(Set<String> keys) {
    Map<String, String> shortKeys = new LinkedHashMap<>();
    for (String key : keys) {
      List<String> words = ConfigUtil.splitPath(key);
      int length = 1;
      while (length < words.size() && isShared(keys, words, length)) {
        length++;
      }
      shortKeys.put(key, last(words, length));
    }
    return shortKeys;
  }

  private static boolean isShared(Set<String> keys, List<String> words, int length) {
    String end = last(words, length);
    return keys.stream()
            .map(ConfigUtil::splitPath)
            .filter(other -> other.size() >= length && last(other, length).equals(end))
            .count()
        > 1;
  }

  private static String last(List<String> words, int length) {
    return String.join(".", words.subList(words.size() - length, words.size()));
  }
}
