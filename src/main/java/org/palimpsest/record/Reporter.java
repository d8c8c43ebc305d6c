package org.palimpsest.record;

import java.nio.file.Path;
import java.util.List;
import org.palimpsest.disk.Disk;

/** Makes plots and pages of a run whose tables and summary are written. */
@FunctionalInterface
public interface Reporter {

  /** Makes none. */
  Reporter NONE = (disk, folder) -> List.of();

  /**
   * Writes them; on return they are on the disk.
   *
   * @param runFolder of the run
   * @return their paths relative to the folder, such as {@code report.html}
   */
  List<String> report(Disk disk, Path runFolder);

  /**
   * Writes the page over all runs of an experiment, whose statistics are written.
   *
   * @param experimentFolder {@code results/EXPERIMENT}
   */
  default void overview(Disk disk, Path experimentFolder) {}

  /**
   * Takes that page and its plots away, if they are there.
   *
   * @param experimentFolder {@code results/EXPERIMENT}, which holds no run any more
   */
  default void forget(Disk disk, Path experimentFolder) {}
}
