package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.RunId;
import org.palimpsest.report.plot.Html;
import org.palimpsest.report.plot.Measure;
import org.palimpsest.report.plot.Numbers;
import org.palimpsest.report.plot.Painted;

/**
 * The report of an experiment over its seeds: {@code report.html} and {@code plots/*.png} beside
 * the runs' folders. Runs of different configurations are never averaged: the configuration whose
 * run began last is reported, the others are listed.
 */
public final class ExperimentReport {

  private ExperimentReport() {}

  /**
   * Reads all run folders of an experiment and writes its report beside them.
   *
   * @param experimentFolder such as {@code results/cifar-incremental}
   * @return what was written; its notes name runs and files that are left out
   * @throws NoSuchFileException if there is no such folder, or no run in it
   * @throws IOException if a file cannot be read or written
   */
  public static Written write(Disk disk, Path experimentFolder) throws IOException {
    Path experiment = experimentFolder.toAbsolutePath().normalize();
    Map<String, List<RunFiles>> byConfiguration = new TreeMap<>();
    for (Path folder : runFolders(experiment)) {
      RunFiles run = RunFiles.read(folder);
      byConfiguration.computeIfAbsent(configuration(run), c -> new ArrayList<>()).add(run);
    }
    if (byConfiguration.isEmpty()) {
      throw new NoSuchFileException(experiment.toString(), null, "holds no run");
    }
    String latest =
        byConfiguration.keySet().stream()
            .max(Comparator.comparingLong(c -> started(byConfiguration.getOrDefault(c, List.of()))))
            .orElseThrow();
    List<RunFiles> runs = byConfiguration.getOrDefault(latest, List.of());
    runs.sort(Comparator.comparingLong(ExperimentReport::seed).thenComparing(RunFiles::id));
    List<RunFiles> first = runs.stream().filter(run -> !repetition(run)).toList();
    List<RunFiles> finished = first.stream().filter(RunFiles::finished).toList();
    List<String> notes = new ArrayList<>();
    for (RunFiles run : runs) {
      run.notes().forEach(note -> notes.add(run.id() + ": " + note));
    }
    if (finished.size() < first.size()) {
      notes.add(
          "%d of %d runs are not finished; they are left out of all means"
              .formatted(first.size() - finished.size(), first.size()));
    }

    RunGroup group = new RunGroup(finished);
    ReportFolder folder = new ReportFolder(disk, experiment);
    Map<String, Painted> figures = folder.draw(Figures.all(group, notes));
    Page page = new Page(String.valueOf(experiment.getFileName()), "Palimpsest experiment");
    page.section("notes", "What is missing here", html -> RunSections.notes(html, notes));
    page.section("what", "What was run", html -> what(html, runs));
    page.section("runs", "Runs", html -> runs(html, experiment, runs));
    if (!finished.isEmpty()) {
      new ResultSections(group, figures).addTo(page);
    }
    new RunSections(runs.get(0)).addShared(page);
    byConfiguration.remove(latest);
    page.section(
        "others",
        "Other configurations or data in this folder",
        html -> others(html, experiment, byConfiguration));
    return folder.page(page, notes);
  }

  /** Takes a report away whose runs are gone. */
  public static void forget(Disk disk, Path experimentFolder) {
    new ReportFolder(disk, experimentFolder).forget();
  }

  private static List<Path> runFolders(Path experiment) throws IOException {
    if (!Files.isDirectory(experiment)) {
      throw new NoSuchFileException(
          experiment.toString(), null, "is not the folder of an experiment");
    }
    try (Stream<Path> files = Files.list(experiment)) {
      return files.filter(file -> Files.exists(file.resolve(RunFolders.JOURNAL))).sorted().toList();
    }
  }

  /**
   * Runs may be averaged if they have one configuration and learnt from the same images. A folder
   * under another name than a run's id is a configuration of its own.
   */
  private static String configuration(RunFiles run) {
    String images = run.provenance().map(p -> p.getOrDefault("data.content_sha256", "")).orElse("");
    return RunId.of(run.id()).map(RunId::configuration).orElse(run.id()) + " " + images;
  }

  private static long seed(RunFiles run) {
    return RunId.of(run.id()).map(RunId::seed).orElse(0L);
  }

  private static boolean repetition(RunFiles run) {
    return RunId.of(run.id()).map(RunId::repetition).orElse(false);
  }

  private static long started(List<RunFiles> runs) {
    return runs.stream()
        .flatMap(run -> run.journal().stream())
        .mapToLong(journal -> journal.started().orElse(0))
        .max()
        .orElse(0);
  }

  private static void what(Html html, List<RunFiles> runs) {
    Map<String, String> facts = new LinkedHashMap<>(RunSections.setting(runs.get(0)));
    facts.put("Seeds", String.join(", ", runs.stream().map(RunSections::seed).distinct().toList()));
    RunSections.facts(html, facts);
  }

  private static void runs(Html html, Path experiment, List<RunFiles> runs) {
    List<Measure> shown =
        List.of(Measure.AVERAGE_INCREMENTAL, Measure.ACCURACY_SEEN, Measure.FORGETTING);
    List<String> headings = new ArrayList<>(List.of("Run", "Seed", "Status"));
    shown.forEach(measure -> headings.add(measure.label()));
    Table table = new Table("One row a run", headings);
    for (RunFiles run : runs) {
      Map<String, StudentInterval> metrics = new RunGroup(List.of(run)).metrics();
      List<Table.Cell> cells = new ArrayList<>();
      cells.add(link(experiment, run));
      cells.add(Table.number(RunSections.seed(run)));
      String status = RunSections.status(run);
      cells.add(Table.name(repetition(run) ? status + ", a repetition" : status));
      for (Measure measure : shown) {
        StudentInterval spread = metrics.get(measure.key());
        cells.add(Table.number(spread == null ? "" : Numbers.of(spread, measure.unit())));
      }
      table.row(cells);
    }
    table.write(html);
  }

  private static void others(Html html, Path experiment, Map<String, List<RunFiles>> others) {
    if (others.isEmpty()) {
      return;
    }
    html.element(
        "p",
        "Runs under an older or another configuration, or on other images; no mean above holds them.");
    others.values().forEach(runs -> runs(html, experiment, runs));
  }

  private static Table.Cell link(Path experiment, RunFiles run) {
    boolean there = Files.exists(experiment.resolve(run.id()).resolve("report.html"));
    return there
        ? new Table.Cell(run.id(), "", RunSections.address("./" + run.id() + "/report.html"))
        : Table.name(run.id());
  }
}
