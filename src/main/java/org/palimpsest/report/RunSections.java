package org.palimpsest.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.record.ConfigurationFile;
import org.palimpsest.record.IllustrationFiles;
import org.palimpsest.record.JournalEntry.DatasetUsed;
import org.palimpsest.record.JournalEntry.Status;
import org.palimpsest.record.RunId;
import org.palimpsest.record.SummaryFacts;
import org.palimpsest.report.plot.Html;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;
import org.palimpsest.report.plot.Png;

/** The sections about one run that are not its results: what it was, and how to have it again. */
final class RunSections {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Longer values, such as all libraries, are folded away. */
  private static final int LONG = 120;

  private final RunFiles run;

  RunSections(RunFiles run) {
    this.run = run;
  }

  /** Everything that follows the results. */
  void addTo(Page page) {
    page.section("pictures", "Illustrations", this::pictures);
    page.section("cost", "Time and memory", this::cost);
    addShared(page);
  }

  /** What all seeds of a configuration have in common. */
  void addShared(Page page) {
    page.section("leakage", "Leakage audit", this::leakage);
    page.section("provenance", "Provenance", this::provenance);
    page.section("configuration", "Configuration", this::configuration);
    page.section("repeat", "How to repeat it", this::repeat);
  }

  static void notes(Html html, List<String> notes) {
    if (!notes.isEmpty()) {
      html.open("ul");
      notes.forEach(note -> html.element("li", note));
      html.close();
    }
  }

  void what(Html html) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Run", run.id());
    facts.putAll(setting(run));
    facts.put("Seed", seed(run));
    run.journal()
        .ifPresent(
            journal -> {
              journal
                  .started()
                  .ifPresent(time -> facts.put("Started", TIME.format(Instant.ofEpochMilli(time))));
              if (journal.resumed() > 0) {
                facts.put(
                    "Resumed", journal.resumed() == 1 ? "once" : journal.resumed() + " times");
              }
            });
    facts.put("Status", status(run));
    facts.put("Tags", String.join(", ", run.remarks().tags()));
    facts.put("Note", run.remarks().shown().orElse(""));
    facts.values().removeIf(String::isEmpty);
    facts(html, facts);
    warnings(html);
  }

  void warnings(Html html) {
    run.summary()
        .ifPresent(
            facts -> facts.warnings().forEach(text -> html.element("p", text, "class", "bad")));
  }

  /** Learner, data and engine, as far as the journal names them. */
  static Map<String, String> setting(RunFiles run) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (run.journal().isEmpty()) {
      return facts;
    }
    JournalFacts journal = run.journal().get();
    Map<String, String> params = journal.params();
    String learner =
        journal
            .tags()
            .getOrDefault("palimpsest.learner", params.getOrDefault("learner.method", ""));
    String head = params.getOrDefault("learner.head", "");
    facts.put("Experiment", journal.experiment());
    facts.put("Learner", head.isEmpty() ? learner : "%s, head %s".formatted(learner, head));
    for (DatasetUsed data : journal.datasets()) {
      facts.put(
          data.context().isEmpty() ? "Data" : "Data, " + data.context(),
          "%s: %s images of %s classes"
              .formatted(data.name(), data.fact("images"), data.fact("classes")));
    }
    if (journal.datasets().isEmpty()) {
      facts.put("Data", params.getOrDefault("benchmark.dataset", ""));
    }
    facts.put(
        "Engine",
        journal.tags().getOrDefault("palimpsest.engine", params.getOrDefault("engine.name", "")));
    facts.values().removeIf(String::isEmpty);
    return facts;
  }

  static String seed(RunFiles run) {
    return RunId.of(run.id()).map(id -> Long.toString(id.seed())).orElse("");
  }

  static String status(RunFiles run) {
    Optional<Status> status = run.journal().flatMap(JournalFacts::status);
    int learnt = run.sessions().map(table -> table.rows().size()).orElse(0);
    if (run.finished()) {
      return "finished";
    }
    String after = learnt == 1 ? "1 session" : learnt + " sessions";
    return status.map(s -> s.name().toLowerCase(Locale.ROOT)).orElse("not finished")
        + " after "
        + after;
  }

  void pictures(Html html) {
    for (IllustrationFiles.Shown picture : run.pictures()) {
      html.open("figure", "class", "picture");
      html.open(
          "div",
          "class",
          "scroll",
          "tabindex",
          "0",
          "role",
          "region",
          "aria-label",
          picture.caption());
      html.empty("img", "src", Png.dataUri(picture.png()), "alt", picture.caption()).close();
      html.element("figcaption", picture.caption()).close().line();
    }
  }

  private void cost(Html html) {
    Map<String, String> facts = new LinkedHashMap<>();
    run.summary()
        .ifPresent(
            summary ->
                summary
                    .costs()
                    .forEach((key, value) -> facts.put(costName(key), costValue(key, value))));
    if (!facts.isEmpty()) {
      facts(html, facts);
    }
  }

  private static String costName(String key) {
    String name = Measure.words(key.replaceFirst("_(seconds|bytes)$", ""));
    return name + (key.endsWith("seconds") ? " time" : key.endsWith("bytes") ? " memory" : "");
  }

  private static String costValue(String key, double value) {
    if (key.endsWith("seconds")) {
      return Numbers.duration(value);
    }
    return key.endsWith("bytes")
        ? Numbers.bytes(value)
        : Numbers.bare(value, Measure.Unit.PERCENT) + "\u00a0%";
  }

  void leakage(Html html) {
    if (run.summary().isEmpty()) {
      return;
    }
    SummaryFacts.Leakage verdict = run.summary().get().leakage();
    boolean clean = verdict.clean();
    boolean unknown = !verdict.unknown().isEmpty();
    html.element(
        "p",
        !clean
            ? "Not clean: these results are not to be trusted"
            : unknown ? "As far as can be told, clean" : "Clean",
        "class",
        !clean ? "bad" : unknown ? "warn" : "good");
    html.element(
        "p",
        "Checked before training: sessions share no image between training and testing, no class or"
            + " shot is seen before its session, and training episodes draw from the base classes"
            + " only.",
        "class",
        "faint");
    notes(html, verdict.violations());
    if (unknown) {
      html.element("h3", "Not known");
      notes(html, verdict.unknown());
    }
    if (!verdict.findings().isEmpty()) {
      html.element("h3", "About the data set");
      notes(html, verdict.findings());
    }
  }

  void provenance(Html html) {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, String> lists = new LinkedHashMap<>();
    run.provenance()
        .ifPresent(
            found ->
                found.forEach(
                    (key, value) -> (value.length() > LONG ? lists : facts).put(key, value)));
    run.summary().ifPresent(summary -> facts.put("parameters_sha256", summary.parametersSha256()));
    facts.values().removeIf(String::isEmpty);
    if (!facts.isEmpty()) {
      facts(html, facts);
    }
    lists.forEach(
        (key, value) ->
            html.open("details")
                .element("summary", key)
                .element("p", value, "class", "faint")
                .close());
    if (dirty(run.provenance())) {
      html.element(
          "p",
          "The working tree had uncommitted changes, so that the commit alone does not hold the code"
              + " that ran.",
          "class",
          "warn");
    }
  }

  void configuration(Html html) {
    run.configuration()
        .ifPresent(
            text -> {
              html.open("details")
                  .element("summary", ConfigurationFile.NAME + ", everything resolved");
              html.open("pre", "tabindex", "0")
                  .element("code", withoutPasswords(text))
                  .close()
                  .close();
            });
  }

  /**
   * Runs leave no passwords behind; but a page is passed on, and what an address holds between ://
   * and @ is not for others.
   */
  static String withoutPasswords(String text) {
    return text.replaceAll("://[^/\\s\"'@]+@", "://\u2026@");
  }

  void repeat(Html html) {
    if (run.configuration().isEmpty()) {
      return;
    }
    StringBuilder commands = new StringBuilder();
    commit(run.provenance())
        .ifPresent(commit -> commands.append("git checkout ").append(commit).append('\n'));
    commands
        .append("scripts/run-experiment --again ")
        .append(shown(run.folder()))
        .append('/')
        .append(ConfigurationFile.NAME)
        .append('\n');
    html.open("pre", "tabindex", "0").element("code", commands.toString()).close();
    html.element(
        "p",
        "Without --again the command skips a finished run, and goes on with a broken-off one.",
        "class",
        "faint");
  }

  /** The path as in results/EXPERIMENT/RUN: where else the folder lies is no one's business. */
  private static String shown(Path folder) {
    int names = folder.getNameCount();
    return folder.subpath(Math.max(0, names - 3), names).toString().replace('\\', '/');
  }

  private static Optional<String> commit(Optional<Map<String, String>> provenance) {
    return facts(provenance, "git_commit")
        .filter(commit -> commit.matches("[0-9a-f]{7,64}"))
        .findFirst();
  }

  private static boolean dirty(Optional<Map<String, String>> provenance) {
    return facts(provenance, "git_dirty").anyMatch("true"::equals);
  }

  /** Of the beginning of the run first, then of each other program that went on with it. */
  private static Stream<String> facts(Optional<Map<String, String>> provenance, String key) {
    return provenance.stream()
        .flatMap(facts -> facts.entrySet().stream())
        .filter(fact -> fact.getKey().endsWith(key))
        .map(Map.Entry::getValue);
  }

  /** A relative address of a file. */
  static String address(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path + " cannot be an address", e);
    }
  }

  static void facts(Html html, Map<String, String> facts) {
    html.open("dl", "class", "facts");
    facts.forEach((name, value) -> html.element("dt", name).element("dd", value));
    html.close().line();
  }
}
