package org.palimpsest.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Section;
import org.palimpsest.experiment.ExperimentSpec;

/**
 * A table that somebody published, with the sweep that repeats it: an experiment's file with a
 * section {@code published}, which says for the whole table
 *
 * <pre>
 * published {
 *   source = "authors, title, where it appeared"
 *   where = "table 2"
 *   protocol = "which conventions the numbers follow"
 *   metric = accuracy_seen      # of every row that names none
 *   seeds = 10                  # runs that the published means are over; 0 if not said
 *   minutes = 0.5               # that one of our runs takes on one thread
 * }
 * </pre>
 *
 * and, in each entry of {@code sweep.list} that answers a number, {@code published { row = "ER",
 * value = 80.43 }}, or {@code published.rows = [{ ... }, { ... }]} where one run answers several.
 * Without a sweep the rows stand in the table's own section. A row may have the published error as
 * {@code interval} (half of the 95 % one), {@code deviation} or {@code standard-error}, all in
 * points; {@code reason} says why ours differs; {@code attempted = false} that it is not run.
 *
 * @param source authors, title and where it appeared
 * @param where in the source
 * @param protocol conventions, in words
 * @param rows at least one
 * @param plan of the runs
 */
public record PublishedTable(
    String source, String where, String protocol, List<PublishedRow> rows, SweepPlan plan) {

  /** Names the section, and what belongs to it in an entry of a sweep. */
  static final String SECTION = "published";

  public PublishedTable {
    rows = List.copyOf(rows);
  }

  /** Whether a file holds a published table; others may be included by those that do. */
  public static boolean isIn(Path file) {
    return ConfigFile.load(file, List.of()).resolved().hasPath(SECTION + ".source");
  }

  /**
   * Reads a table and the sweep that answers it.
   *
   * @param overrides each {@code key=value}
   * @throws ConfException with everything that is wrong
   */
  public static PublishedTable load(Path file, List<String> overrides) {
    SweepPlan plan = SweepPlan.load(file, overrides);
    List<String> experiments = plan.experiments();
    return ExperimentSpec.file(file, overrides)
        .read(
            root -> {
              root.keys().stream().filter(key -> !key.equals(SECTION)).forEach(root::ignore);
              return table(root.section(SECTION), entries(root), experiments, plan);
            });
  }

  /** The same table without its other rows. */
  public PublishedTable only(Set<String> names) {
    List<PublishedRow> some = rows.stream().filter(row -> names.contains(row.name())).toList();
    Set<String> experiments =
        some.stream().map(PublishedRow::experiment).collect(Collectors.toSet());
    return new PublishedTable(source, where, protocol, some, plan.only(experiments));
  }

  private static List<Section> entries(Section root) {
    return root.section("sweep").sections("list");
  }

  private static PublishedTable table(
      Section all, List<Section> entries, List<String> experiments, SweepPlan plan) {
    PublishedRows rows = new PublishedRows(all);
    List<PublishedRow> found = new ArrayList<>();
    if (entries.isEmpty()) {
      found.addAll(rows.of(all, experiments.get(0)));
    } else if (experiments.size() != entries.size()) {
      all.problem("source", "needs a sweep that is one list, so that each row has its entry");
    } else {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).has(SECTION)) {
          found.addAll(rows.of(entries.get(i).section(SECTION), experiments.get(i)));
        }
      }
    }
    if (found.isEmpty() && all.sound("source")) {
      all.problem("source", "is without a row; write published { row = ..., value = ... }");
    }
    Set<String> names = new HashSet<>();
    for (PublishedRow row : found) {
      if (!names.add(row.name() + " " + row.metric())) {
        all.problem("where", "has the row \"%s\" twice".formatted(row.name()));
      }
    }
    return new PublishedTable(
        all.text("source"),
        all.text("where"),
        all.optionalText("protocol").orElse(""),
        found,
        plan);
  }
}
