package org.palimpsest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.disk.Disk;
import org.palimpsest.record.Reporter;
import org.palimpsest.record.RunFolders;
import org.palimpsest.report.ExperimentReport;
import org.palimpsest.report.RunReport;
import org.palimpsest.report.Written;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plots and pages as {@code palimpsest report} makes them; what they lack is in the log. */
final class Pages implements Reporter {

  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  /** Makes a page. */
  private interface Writer {
    Written write() throws IOException;
  }

  @Override
  public List<String> report(Disk disk, Path runFolder) {
    Written written = write(runFolder, () -> RunReport.write(disk, runFolder));
    return Stream.concat(Stream.of(written.page()), written.plots().stream())
        .map(path -> runFolder.toAbsolutePath().normalize().relativize(path).toString())
        .toList();
  }

  @Override
  public void overview(Disk disk, Path experimentFolder) {
    // The first run may not have come far enough to be shown, or have lost its journal.
    if (!RunFolders.below(List.of(experimentFolder)).isEmpty()) {
      write(experimentFolder, () -> ExperimentReport.write(disk, experimentFolder));
    }
  }

  @Override
  public void forget(Disk disk, Path experimentFolder) {
    ExperimentReport.forget(disk, experimentFolder);
  }

  private static Written write(Path folder, Writer writer) {
    try {
      Written written = writer.write();
      written.notes().forEach(note -> LOG.warn("{}: {}", written.page(), note));
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException("the report of %s".formatted(folder), e);
    }
  }
}
