package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How cells are run, for every command that runs some. */
final class SweepOptions {

  @Option(
      names = "--jobs",
      paramLabel = "NUMBER",
      description = "Cells at once, instead of sweep.jobs.")
  private @Nullable Integer jobs;

  @Option(
      names = "--launcher",
      paramLabel = "NAME",
      description = "local or slurm, instead of sweep.launcher.")
  private @Nullable String launcher;

  @Option(names = "--retry", description = "Run cells again that failed before.")
  private boolean retry;

  /** Cells at once, if that is said. */
  int jobsOr(int otherwise) {
    return jobs == null ? otherwise : jobs;
  }

  boolean retry() {
    return retry;
  }

  /** As if the command line had said so. */
  void collect(String by, boolean again) {
    launcher = by;
    retry = again;
  }

  /** What an option says goes where the file would say it. */
  List<String> after(List<String> overrides) {
    List<String> all = new ArrayList<>(overrides);
    if (jobs != null) {
      all.add("sweep.jobs=" + jobs);
    }
    if (launcher != null) {
      all.add("sweep.launcher=" + launcher);
    }
    return all;
  }
}
