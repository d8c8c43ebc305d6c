package org.palimpsest.record;

import java.nio.file.Path;
import java.util.List;

/** Makes plots and pages of a run whose tables and summary are written. */
@FunctionalInterface
public interface Reporter {

  /** Makes none. */
  Reporter NONE = folder -> List.of();

  /**
   * Writes them.
   *
   * @param runFolder of the run
   * @return their paths relative to the folder, such as {@code report.html}
   */
  List<String> report(Path runFolder);

  /**
   * Writes the page over all runs of an experiment, whose statistics are written.
   *
   * @param experimentFolder {@code results/EXPERIMENT}
   */
  default void overview(Path experimentFolder) {}
}
