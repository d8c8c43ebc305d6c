package org.palimpsest.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.conf.Nearest;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.tensor.Require;

/**
 * Three lists of classes, as they were published or as a person wrote them. A name stands for the
 * class of that name; or else for all classes of the group of that name, such as a superclass or an
 * alphabet; or else for all classes whose names go on after it with a slash, such as the four
 * rotations of a character.
 *
 * @param names by what the classes are for
 * @param images which images of each class, if not all of them, by what the class is for
 * @param fromFiles whether any was read from a file that may say something else tomorrow
 */
public record ClassLists(Map<Role, List<Named>> names, Map<Role, Range> images, boolean fromFiles) {

  /**
   * A name in a list.
   *
   * @param place file and line that say so
   */
  public record Named(String name, String place) {}

  /**
   * Some of a class's images.
   *
   * @param first position among the images of the class, from 0
   * @param end the position after the last
   */
  public record Range(int first, int end) {

    public Range {
      Require.atLeast(0, first, "first");
      Require.atLeast(first + 1, end, "end");
    }

    boolean contains(int position) {
      return position >= first && position < end;
    }
  }

  public ClassLists {
    Map<Role, List<Named>> complete = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      complete.put(role, List.copyOf(names.getOrDefault(role, List.of())));
    }
    names = Collections.unmodifiableMap(complete);
    images = Map.copyOf(images);
  }

  /** The digest of lists that were read from files; of others, what is written says it all. */
  public Optional<String> filesSha256() {
    return fromFiles ? Optional.of(sha256()) : Optional.empty();
  }

  List<Named> of(Role role) {
    return names.getOrDefault(role, List.of());
  }

  /** Whether an image is used, by its position among the images of its class. */
  boolean uses(Role role, int position) {
    Range range = images.get(role);
    return range == null || range.contains(position);
  }

  /** Digest of what the lists say, wherever they stand. */
  String sha256() {
    ContentDigest digest = new ContentDigest();
    for (Role role : Role.values()) {
      digest.add(role.text());
      of(role).forEach(named -> digest.add(named.name()));
      Range range = images.get(role);
      if (range != null) {
        digest.add(range.first(), range.end());
      }
    }
    return digest.hex();
  }

  /**
   * Finds the classes.
   *
   * @param dataset what to call the data set in messages
   * @param groups the group of each class, or empty if there are none
   * @throws DataException naming file and line, if a list names a class that is not there, or one
   *     that is in a list already, or if there is no background or no test class
   */
  ClassSplit resolve(String dataset, List<String> classNames, List<String> groups) {
    Map<Integer, Named> placed = new LinkedHashMap<>();
    Map<Role, List<Integer>> labels = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      List<Integer> own = new ArrayList<>();
      for (Named named : of(role)) {
        for (int label : labels(dataset, named, classNames, groups)) {
          Named earlier = placed.putIfAbsent(label, named);
          if (earlier != null) {
            throw new DataException(
                named.place(),
                "class \"%s\" (as \"%s\")".formatted(classNames.get(label), named.name()),
                "each class in one list, but it stands at %s already".formatted(earlier.place()));
          }
          own.add(label);
        }
      }
      if (own.isEmpty() && role != Role.VALIDATION) {
        throw new DataException(
            "the split of %s: found no %s class, expected at least one"
                .formatted(dataset, role.text()));
      }
      labels.put(role, own.stream().sorted().toList());
    }
    return new ClassSplit(
        names(labels, Role.BACKGROUND, classNames),
        names(labels, Role.VALIDATION, classNames),
        names(labels, Role.TEST, classNames));
  }

  private static List<String> names(
      Map<Role, List<Integer>> labels, Role role, List<String> classNames) {
    return labels.getOrDefault(role, List.of()).stream().map(classNames::get).toList();
  }

  private static List<Integer> labels(
      String dataset, Named named, List<String> classNames, List<String> groups) {
    int exact = classNames.indexOf(named.name());
    if (exact >= 0) {
      return List.of(exact);
    }
    List<Integer> group =
        IntStream.range(0, groups.size())
            .filter(label -> groups.get(label).equals(named.name()))
            .boxed()
            .toList();
    if (!group.isEmpty()) {
      return group;
    }
    String beginning = named.name() + "/";
    List<Integer> below =
        IntStream.range(0, classNames.size())
            .filter(label -> classNames.get(label).startsWith(beginning))
            .boxed()
            .toList();
    if (below.isEmpty()) {
      throw new DataException(
          named.place(),
          "class \"%s\"".formatted(named.name()),
          "one of the %d classes of %s%s"
              .formatted(classNames.size(), dataset, Nearest.hint(named.name(), classNames)));
    }
    return below;
  }
}
