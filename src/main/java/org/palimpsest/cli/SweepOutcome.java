package org.palimpsest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.SummaryFile;
import org.palimpsest.record.Terminal;
import org.palimpsest.report.SupplementReport;
import org.palimpsest.report.compare.Comparison;
import org.palimpsest.report.compare.ComparisonReader;
import org.palimpsest.report.compare.ComparisonRequest;
import org.palimpsest.report.compare.Ranking;
import org.palimpsest.report.compare.TableStyle;

/** What a sweep has come to so far: its points, the best one first, and a page about them. */
final class SweepOutcome {

  private static final String PAGE = "report.html";

  private SweepOutcome() {}

  /**
   * Prints the points' final metrics and writes the page into the sweep's folder; nothing if no
   * cell is finished. Points of different data stand beside each other, with a note.
   */
  static void show(Path folder, String name, Streams streams) {
    List<Path> runs = RunFolders.below(List.of(folder));
    if (runs.stream().noneMatch(run -> Files.exists(run.resolve(SummaryFile.NAME)))) {
      return;
    }
    try {
      ComparisonRequest.Source source = new ComparisonRequest.Source(Optional.empty(), folder);
      Comparison points = ComparisonReader.read(ComparisonRequest.of(List.of(source)).forced());
      streams.out().println(Ranking.of(points, TableStyle.of(Terminal.columnsOfOutput())));
      Comparison sorted = points.sortedBy(points.metrics().get(0));
      SupplementReport.write(sorted, name, folder.resolve(PAGE));
      streams
          .out()
          .println(
              "Open %s%nNext: scripts/compare %s; scripts/palimpsest methods lists what else to try"
                  .formatted(folder.resolve(PAGE), ShellWords.joined(List.of(folder.toString()))));
    } catch (IOException e) {
      throw new UncheckedIOException("what %s has come to".formatted(folder), e);
    }
  }
}
