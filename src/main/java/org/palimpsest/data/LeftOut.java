package org.palimpsest.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What lies in a folder of images and is not used: how many entries, by reason, and an example. */
final class LeftOut {

  /** Why an entry is not used. */
  enum Reason {
    NO_IMAGE("no image by its name"),
    UNREAD_KIND(
        "a picture in %s, which are not read here; convert them to JPEG or PNG"
            .formatted(UnreadKind.NAMES)),
    BESIDE_CLASSES("an image beside the class folders"),
    IN_SUBFOLDER("an image in a folder within a class folder"),
    BESIDE_SPLIT("an image beside train/ and test/"),
    BAD("an image that cannot be read");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** Its name in files for machines. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
  private final Map<Reason, Path> examples = new EnumMap<>(Reason.class);

  void add(Reason reason, Path example, int count) {
    if (count > 0) {
      counts.merge(reason, count, Integer::sum);
      examples.putIfAbsent(reason, example);
    }
  }

  /** An entry that is left out for this reason; empty if none is. */
  Optional<Path> example(Reason reason) {
    return Optional.ofNullable(examples.get(reason));
  }

  void add(LeftOut other) {
    other.counts.forEach(
        (reason, count) -> add(reason, other.examples.getOrDefault(reason, Path.of("")), count));
  }

  /** By reason; reasons without an entry are absent. */
  Map<String, Integer> counts() {
    return Collections.unmodifiableMap(
        counts.entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().key(), Map.Entry::getValue, (a, b) -> a, TreeMap::new)));
  }

  /**
   * In words; empty if nothing is left out.
   *
   * @param used images that are used
   */
  Optional<String> sentence(Path root, int used) {
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    String reasons =
        counts.entrySet().stream()
            .map(
                e ->
                    "%s: %s, such as %s"
                        .formatted(e.getValue(), e.getKey().words, examples.get(e.getKey())))
            .collect(Collectors.joining("; "));
    return Optional.of(
        "%s: %s images are used and %s entries left out (%s)"
            .formatted(
                root, used, counts.values().stream().mapToInt(Integer::intValue).sum(), reasons));
  }
}
