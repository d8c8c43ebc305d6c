package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.EpisodeInterval;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.ConfusionFile;
import org.palimpsest.report.plot.Html;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;
import org.palimpsest.report.plot.Painted;

/** The sections with numbers, for one run or for several seeds of one configuration. */
final class ResultSections {

  private static final List<Measure> HEADLINES =
      List.of(
          Measure.AVERAGE_INCREMENTAL,
          Measure.ACCURACY_SEEN,
          Measure.FORGETTING,
          Measure.PERFORMANCE_DROP);

  private static final int MISTAKES = 15;

  /** A table of more sessions would be no help; the file holds them all. */
  private static final int LARGEST_MATRIX = 60;

  private final RunGroup group;
  private final Map<String, Painted> figures;

  /**
   * Prepares the sections.
   *
   * @param figures by name; those that could not be drawn are absent
   */
  ResultSections(RunGroup group, Map<String, Painted> figures) {
    this.group = group;
    this.figures = figures;
  }

  void addTo(Page page) {
    page.section("results", "Results", this::results);
    page.section("episodes", "Test episodes", this::episodes);
    page.section("sessions", "Session by session", this::sessions);
    page.section("matrix", "Accuracy matrix", this::matrix);
    page.section("confusion", "Confusion", this::confusion);
    page.section("training", "Training", this::training);
    page.section("budget", "What the learner keeps", this::budget);
  }

  private void results(Html html) {
    Map<String, StudentInterval> metrics = group.metrics();
    if (metrics.isEmpty()) {
      html.element("p", "No final metrics: " + unfinished(), "class", "warn");
      return;
    }
    html.open("dl", "class", "cards");
    for (Measure measure : HEADLINES) {
      StudentInterval spread = metrics.get(measure.key());
      if (spread != null) {
        html.open("div").element("dt", measure.label());
        html.element("dd", Numbers.of(spread, measure.unit())).close();
      }
    }
    html.close().line();
    if (group.runs().size() > 1) {
      html.element(
          "p", "Mean \u00b1 half of the 95 % Student interval over seeds.", "class", "faint");
    }
    html.element(
        "p",
        "After the last session, T. R[t][j] is the accuracy on session j\u2019s classes after session"
            + " t; pp are percentage points.",
        "class",
        "faint");
    boolean several = group.runs().size() > 1;
    List<String> headings = new ArrayList<>(List.of("Metric", "Value", "Better", "Formula"));
    if (several) {
      headings.add(2, "Seeds");
    }
    Table table = new Table("Final metrics", headings);
    metrics.forEach(
        (key, spread) -> {
          Measure measure = Measure.named(key);
          List<Table.Cell> cells = new ArrayList<>();
          cells.add(Table.name(key));
          cells.add(Table.number(Numbers.of(spread, measure.unit())));
          if (several) {
            cells.add(Table.number(Integer.toString(spread.n())));
          }
          cells.add(Table.name(measure.better()));
          cells.add(new Table.Cell(measure.formula(), "wide"));
          table.row(cells);
        });
    table.write(html);
  }

  /** Each run's own interval is over its episodes; seeds are not mixed into it. */
  private void episodes(Html html) {
    boolean several = group.runs().size() > 1;
    List<String> headings = new ArrayList<>(List.of("Setting", "Episodes", "Accuracy (%)"));
    if (several) {
      headings.add(0, "Run");
    }
    Table table = new Table("Mean accuracy \u00b1 " + EpisodeInterval.FORMULA, headings);
    for (RunFiles run : group.runs()) {
      for (EpisodeCounts counts : run.episodes()) {
        EpisodeInterval interval = counts.interval();
        String mean = Numbers.bare(interval.mean(), Measure.Unit.PERCENT);
        List<Table.Cell> cells = new ArrayList<>();
        if (several) {
          cells.add(Table.name(run.id()));
        }
        cells.add(Table.name(counts.setting()));
        cells.add(Table.number(Integer.toString(interval.episodes())));
        cells.add(
            Table.number(
                interval.halfWidth().isPresent()
                    ? mean
                        + "\u00a0\u00b1\u00a0"
                        + Numbers.bare(interval.halfWidth().getAsDouble(), Measure.Unit.PERCENT)
                    : mean));
        table.row(cells);
      }
    }
    if (table.isEmpty()) {
      return;
    }
    table.write(html);
    figure(html, "accuracy-against-ways");
    figure(html, "accuracy-against-shots");
    group.runs().stream()
        .flatMap(run -> run.journal().stream())
        .map(journal -> journal.params().getOrDefault("evaluation.batch-normalization", ""))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .ifPresent(
            text ->
                html.element(
                    "p",
                    "Batch normalisation when an episode is answered: %s statistics."
                        .formatted(text),
                    "class",
                    "faint"));
  }

  private String unfinished() {
    return "summary.json is not there yet, or cannot be read.";
  }

  private void sessions(Html html) {
    if (group.sessions() == 0) {
      return;
    }
    List<String> measures = group.sessionMeasures();
    List<String> headings = new ArrayList<>(List.of("Session", "Classes seen"));
    measures.forEach(key -> headings.add(heading(Measure.named(key))));
    Table table = new Table("After each session" + meansOverSeeds(), headings);
    for (int session = 0; session < group.sessions(); session++) {
      List<Table.Cell> cells = new ArrayList<>();
      cells.add(Table.name(Integer.toString(session)));
      cells.add(Table.number(group.classesSeen(session).map(Object::toString).orElse("")));
      for (String key : measures) {
        Optional<StudentInterval> spread = group.session(key, session);
        cells.add(Table.number(spread.map(s -> bare(s, Measure.named(key).unit())).orElse("")));
      }
      table.row(cells);
    }
    table.write(html);
    figure(html, "accuracy-per-session");
    figure(html, "forgetting-per-session");
  }

  private static String heading(Measure measure) {
    return switch (measure.unit()) {
      case PERCENT -> measure.label() + " (%)";
      case POINTS -> measure.label() + " (pp)";
      case SECONDS -> measure.label() + " (s)";
      case BYTES, NUMBER -> measure.label();
    };
  }

  private static String bare(StudentInterval spread, Measure.Unit unit) {
    String mean = Numbers.bare(spread.mean(), unit);
    return spread.halfWidth().isPresent()
        ? mean + "\u00a0\u00b1\u00a0" + Numbers.bare(spread.halfWidth().getAsDouble(), unit)
        : mean;
  }

  private String meansOverSeeds() {
    int seeds = group.runs().size();
    return seeds > 1
        ? String.format(
            Locale.ROOT, ", mean \u00b1 half of the 95 %% interval over %d seeds", seeds)
        : "";
  }

  private void matrix(Html html) {
    int size = group.matrixSize();
    if (size == 0) {
      return;
    }
    if (size > LARGEST_MATRIX) {
      html.element("p", size + " sessions are too many for a table; see accuracy-matrix.csv.");
      return;
    }
    List<String> headings = new ArrayList<>(List.of("After session"));
    for (int tested = 0; tested < size; tested++) {
      headings.add(Integer.toString(tested));
    }
    String seeds = group.runs().size() > 1 ? ", mean over seeds" : "";
    Table table =
        new Table("Accuracy (%) on the classes of each session (columns)" + seeds, headings);
    for (int after = 0; after < size; after++) {
      List<Table.Cell> cells = new ArrayList<>();
      cells.add(Table.name(Integer.toString(after)));
      for (int tested = 0; tested < size; tested++) {
        Optional<StudentInterval> spread = group.accuracy(after, tested);
        if (spread.isEmpty()) {
          cells.add(Table.number(""));
        } else {
          double mean = spread.get().mean();
          int shade = (int) Math.min(9, Math.floor(10 * mean));
          cells.add(
              new Table.Cell(String.format(Locale.ROOT, "%.1f", 100 * mean), "number h" + shade));
        }
      }
      table.row(cells);
    }
    table.write(html);
  }

  private void confusion(Html html) {
    Optional<ConfusionFile> confusion = group.confusion();
    if (confusion.isEmpty()) {
      if (!group.present(RunFiles::confusion).isEmpty()) {
        html.element(
            "p",
            "The runs\u2019 matrices cannot be added up: some are missing, or their classes differ in"
                + " order.");
      }
      return;
    }
    figure(html, "confusion");
    Table table =
        new Table(
            "The most frequent mistakes",
            List.of("True class", "Predicted class", "Images", "Of the true class (%)"));
    for (ConfusionFile.Mistake mistake : confusion.get().mistakes(MISTAKES)) {
      table.row(
          List.of(
              Table.name(mistake.actual()),
              Table.name(mistake.predicted()),
              Table.number(Long.toString(mistake.images())),
              Table.number(Numbers.bare(mistake.shareOfClass(), Measure.Unit.PERCENT))));
    }
    if (!table.isEmpty()) {
      table.write(html);
    }
  }

  private void training(Html html) {
    figures.keySet().stream()
        .filter(name -> name.startsWith(Figures.LOSS) || name.startsWith(Figures.TRAINING))
        .forEach(name -> figure(html, name));
  }

  private void budget(Html html) {
    Map<String, StudentInterval> budget = group.budget();
    if (budget.isEmpty()) {
      return;
    }
    figure(html, "budget");
    Table table = new Table("Budget" + meansOverSeeds(), List.of("For", "Size", "Bytes"));
    budget.forEach(
        (key, spread) ->
            table.row(
                List.of(
                    Table.name(key),
                    Table.number(Numbers.bytes(spread.mean())),
                    Table.number(String.format(Locale.ROOT, "%.0f", spread.mean())))));
    table.write(html);
  }

  private void figure(Html html, String name) {
    Painted painted = figures.get(name);
    if (painted != null) {
      painted.write(html);
    }
  }
}
