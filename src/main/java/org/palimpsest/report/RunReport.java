package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.Disk;
import org.palimpsest.report.plot.Painted;

/**
 * The report of one run: {@code report.html}, which needs no other file and no network, and {@code
 * plots/*.png}. The same files always give the same report.
 */
public final class RunReport {

  private RunReport() {}

  /**
   * Reads a run folder, finished or not, and writes its report there.
   *
   * @param runFolder such as {@code results/cifar-incremental/seed-1-3f2a9c10b7}
   * @return what was written; its notes name files that are missing or damaged
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   * @throws IOException if a file cannot be read or written
   */
  public static Written write(Disk disk, Path runFolder) throws IOException {
    RunFiles run = RunFiles.read(runFolder);
    List<String> notes = new ArrayList<>(run.notes());
    RunGroup group = new RunGroup(List.of(run));
    ReportFolder folder = new ReportFolder(disk, run.folder());
    Map<String, Painted> figures = folder.draw(Figures.all(group, notes));

    String experiment = run.journal().map(JournalFacts::experiment).orElse("");
    Page page =
        new Page(experiment.isEmpty() ? run.id() : experiment + ", " + run.id(), "Palimpsest run");
    RunSections sections = new RunSections(run);
    page.section("notes", "What is missing here", html -> RunSections.notes(html, notes));
    page.section("what", "What was run", sections::what);
    new ResultSections(group, figures).addTo(page);
    sections.addTo(page);
    return folder.page(page, notes);
  }
}
