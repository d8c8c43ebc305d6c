package org.palimpsest.sweep;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.palimpsest.conf.Kind;
import org.palimpsest.conf.Section;

/** Reads which points a sweep visits: each of the list, of the grid and of the samples together. */
final class Axes {

  /** What a cell's place and name depend on, which the sweep therefore sets itself. */
  private static final Set<String> NOT_VARIED =
      Set.of("name", "seeds", "results", "mlflow", "sweep", "data");

  /** Points of a sweep; each has its whole configuration read before any is run. */
  static final int MOST_POINTS = 100_000;

  private final Section sweep;
  private final Set<String> taken = new LinkedHashSet<>();

  private Axes(Section sweep) {
    this.sweep = sweep;
  }

  /** All points in order; a single one that sets nothing if nothing is varied. */
  static List<Point> read(Section sweep) {
    Axes axes = new Axes(sweep);
    List<List<Point>> all = new ArrayList<>();
    all.add(axes.list());
    all.addAll(axes.grid());
    all.add(axes.random());
    double points = all.stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
    if (points > MOST_POINTS) {
      sweep.problem(
          "grid",
          "makes %.0f points with list and random; at most %d".formatted(points, MOST_POINTS));
      return List.of(Point.NONE);
    }
    return all.stream().reduce(List.of(Point.NONE), Point::product);
  }

  private List<Point> list() {
    List<Point> points = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    for (Section entry : sweep.sections("list")) {
      Map<String, ConfigValue> settings = new LinkedHashMap<>();
      leaves(
          entry,
          "",
          Section::written,
          section -> false,
          (path, leaf) -> {
            if (isPublished(path)) {
              leaf.section().ignore(leaf.key()); // what others measured sets nothing
            } else if (mayVary(leaf, path)) {
              settings.put(path, leaf.value());
              keys.add(path);
            }
          });
      points.add(new Point(settings));
    }
    taken.addAll(keys);
    return points.isEmpty() ? List.of(Point.NONE) : points;
  }

  private List<List<Point>> grid() {
    List<List<Point>> axes = new ArrayList<>();
    leaves(
        sweep.section("grid"),
        "",
        Section::keys,
        section -> false,
        (path, leaf) -> {
          List<ConfigValue> values = leaf.section().raws(leaf.key());
          if (leaf.section().sound(leaf.key()) && values.isEmpty()) {
            leaf.section().problem(leaf.key(), "is empty; a grid needs a value");
          } else if (takes(leaf, path) && !values.isEmpty()) {
            axes.add(values.stream().map(value -> new Point(Map.of(path, value))).toList());
          }
        });
    return axes;
  }

  private List<Point> random() {
    Section random = sweep.section("random");
    int samples = random.integer("samples", 0, RandomPoints.MOST);
    RandomPoints.Sequence sequence = RandomPoints.Sequence.read(random);
    long seed = random.integer("seed", 0, Integer.MAX_VALUE);
    Map<String, Range> ranges = new LinkedHashMap<>();
    Section all = random.section("ranges");
    leaves(
        all,
        "",
        Section::keys,
        section -> section.has("from") || section.has("to"),
        (path, leaf) -> {
          if (leaf.section().kind(leaf.key()) != Kind.SECTION) {
            leaf.section().problem(leaf.key(), "is not a range; write { from = 0.1, to = 1 }");
          } else if (takes(leaf, path)) {
            Range.read(leaf.section().section(leaf.key())).ifPresent(r -> ranges.put(path, r));
          }
        });
    boolean none = all.keys().isEmpty();
    if (random.sound("samples") && samples == 0 && !none) {
      random.problem("ranges", "is never drawn from; set sweep.random.samples");
    } else if (samples > 0 && none) {
      random.problem("samples", "has no ranges to draw from");
    }
    if (ranges.size() > sequence.mostDimensions()) {
      random.problem(
          "sequence", "goes up to %d ranges; there are more".formatted(sequence.mostDimensions()));
      return List.of(Point.NONE);
    }
    return ranges.isEmpty() || samples == 0
        ? List.of(Point.NONE)
        : RandomPoints.draw(ranges, samples, sequence, seed);
  }

  /** A key that holds something, in its section. */
  private record Leaf(Section section, String key) {
    ConfigValue value() {
      return section.written(key);
    }
  }

  /** All keys below a section, by their path from there; a quoted key with dots is a path, too. */
  private static void leaves(
      Section section,
      String parent,
      Function<Section, List<String>> keys,
      Predicate<Section> isLeaf,
      BiConsumer<String, Leaf> found) {
    for (String key : keys.apply(section)) {
      String path = parent.isEmpty() ? path(key) : parent + "." + path(key);
      if (section.kind(key) == Kind.SECTION && !isLeaf.test(section.section(key))) {
        leaves(section.section(key), path, keys, isLeaf, found);
      } else {
        found.accept(path, new Leaf(section, key));
      }
    }
  }

  private static boolean isPublished(String path) {
    return path.equals(PublishedTable.SECTION) || path.startsWith(PublishedTable.SECTION + ".");
  }

  private static String path(String key) {
    return key.matches("[\\w-]+(\\.[\\w-]+)*") ? key : ConfigUtil.quoteString(key);
  }

  private boolean takes(Leaf leaf, String path) {
    if (!taken.add(path)) {
      leaf.section()
          .problem(leaf.key(), "is varied twice; a key stands in one of list, grid and random");
      leaf.section().ignore(leaf.key());
      return false;
    }
    return mayVary(leaf, path);
  }

  private static boolean mayVary(Leaf leaf, String path) {
    String first = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    if (NOT_VARIED.contains(first)) {
      leaf.section()
          .problem(
              leaf.key(),
              first.equals("seeds")
                  ? "cannot be varied; write seeds = [1, 2] outside of sweep, each is a cell"
                  : "cannot be varied; it does not change what a run computes");
      return false;
    }
    return true;
  }
}
