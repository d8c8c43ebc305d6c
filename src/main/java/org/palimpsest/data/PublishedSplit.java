package org.palimpsest.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.ClassLists.Named;
import org.palimpsest.data.ClassLists.Range;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.data.ListFile.Row;

/**
 * Lists of classes that papers share; part of the program.
 *
 * @param name in configurations
 * @param resource the lists, columns {@code role,class}
 * @param classes how many of what, of which a list may name a group at once
 * @param images which images of each class, if not all
 */
record PublishedSplit(
    String name, String resource, Map<Role, Integer> classes, Map<Role, Range> images) {

  /** Vinyals et al. 2016, as Snell et al. 2017 published it: 1,028 / 172 / 423 characters. */
  static final PublishedSplit VINYALS =
      new PublishedSplit("vinyals", "omniglot-vinyals", 1028, 172, 423);

  /** Lake et al. 2015: 964 / 659 characters, none to choose by. */
  static final PublishedSplit LAKE = new PublishedSplit("lake", "omniglot-lake", 964, 0, 659);

  /** The same with 172 of the background characters, the five alphabets of Vinyals, held out. */
  static final PublishedSplit LAKE_VALIDATION =
      new PublishedSplit("lake-validation", "omniglot-lake-validation", 792, 172, 659);

  /**
   * Koch et al. 2015: 30, 10 and 10 alphabets, drawn by 12, 4 and 4 of the 20 people. The alphabets
   * chosen by are not published; here they are those of Lake's evaluation set that are not tested.
   */
  static final PublishedSplit KOCH =
      new PublishedSplit(
          "koch",
          "omniglot-koch",
          counts(964, 277, 382),
          Map.of(
              Role.BACKGROUND, new Range(0, 12),
              Role.VALIDATION, new Range(12, 16),
              Role.TEST, new Range(16, 20)));

  /** Bertinetto et al. 2019: 64 / 16 / 20 classes of CIFAR-100. */
  static final PublishedSplit CIFAR_FS =
      new PublishedSplit("cifar-fs", "cifar100-cifar-fs", 64, 16, 20);

  /** Oreshkin et al. 2018: 60 / 20 / 20 classes, 12 / 4 / 4 superclasses of CIFAR-100. */
  static final PublishedSplit FC100 = new PublishedSplit("fc100", "cifar100-fc100", 60, 20, 20);

  /** Ravi and Larochelle 2017: 64 / 16 / 20 classes of ImageNet, by WordNet id. */
  static final PublishedSplit RAVI = new PublishedSplit("ravi", "miniimagenet-ravi", 64, 16, 20);

  private static final String FOLDER = "splits/";

  private PublishedSplit(String name, String resource, int background, int validation, int test) {
    this(name, resource, counts(background, validation, test), Map.of());
  }

  private static Map<Role, Integer> counts(int background, int validation, int test) {
    return Map.of(Role.BACKGROUND, background, Role.VALIDATION, validation, Role.TEST, test);
  }

  /** The size of a data set of this size that is cut so. */
  DatasetSize of(DatasetSize whole) {
    Map<Role, DatasetSize.Share> shares = new EnumMap<>(Role.class);
    int all = whole.fewestTrainImages() + whole.fewestTestImages();
    classes.forEach(
        (role, count) -> {
          Range range = images.get(role);
          int used = range == null ? all : range.end() - range.first();
          shares.put(role, new DatasetSize.Share(count, used));
        });
    return whole.cutInto(shares);
  }

  ClassLists lists() {
    Map<Role, List<Named>> names = new EnumMap<>(Role.class);
    List<Row> rows = ListFile.resource(FOLDER + resource + ".csv");
    for (Row row : rows.subList(1, rows.size())) {
      Role role =
          Arrays.stream(Role.values())
              .filter(r -> r.text().equals(row.cell(0)))
              .findFirst()
              .orElseThrow(() -> new DataException(row.place(), row.cell(0), "a role"));
      names.computeIfAbsent(role, r -> new ArrayList<>()).add(new Named(row.cell(1), row.place()));
    }
    return new ClassLists(names, images, false);
  }

  /**
   * The group of each class by a list of the program.
   *
   * @param groupsResource columns {@code class,group}
   */
  static List<String> groups(String groupsResource, List<String> classNames) {
    List<Row> rows = ListFile.resource(FOLDER + groupsResource + ".csv");
    Map<String, String> groups = new HashMap<>();
    rows.subList(1, rows.size()).forEach(row -> groups.put(row.cell(0), row.cell(1)));
    // A file with classes of other names has none of these groups.
    return groups.keySet().containsAll(classNames)
        ? classNames.stream().map(name -> groups.getOrDefault(name, "")).toList()
        : List.of();
  }
}
