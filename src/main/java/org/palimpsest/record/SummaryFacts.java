package org.palimpsest.record;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.experiment.RunSummary;

/**
 * {@code summary.json}, sorted by what it is about.
 *
 * @param metrics after the last session, by full name
 * @param budget what a learner keeps between sessions, in bytes by what it is for
 * @param costs times in seconds, memory in bytes, and shares of the time, by name
 * @param leakage the audit's verdict
 * @param parametersSha256 of all that was learnt
 * @param warnings for which the numbers are not to be taken as they are
 */
public record SummaryFacts(
    Map<String, Double> metrics,
    Map<String, Double> budget,
    Map<String, Double> costs,
    Leakage leakage,
    List<String> warnings,
    String parametersSha256) {

  /**
   * What the audit found.
   *
   * @param violations because of which the results are not to be trusted
   * @param findings what a reader should know of the data set itself
   */
  public record Leakage(
      boolean clean, List<String> violations, List<String> findings, List<String> unknown) {}

  /**
   * Reads the summary of a finished run.
   *
   * @throws DamagedFileException if it is not one
   */
  public static SummaryFacts read(Path runFolder) {
    RunSummary summary = SummaryFile.read(runFolder);
    Map<String, Double> costs = new LinkedHashMap<>();
    costs.put("wall_seconds", summary.wallSeconds());
    costs.put("reused_training_seconds", summary.reusedSeconds());
    // The unit stays at the end.
    summary.seconds().forEach((what, s) -> costs.put(SummaryFile.name(what) + "_seconds", s));
    costs.put("data_seconds", summary.dataSeconds());
    costs.put("share_outside_network", summary.shareOutsideNetwork());
    costs.put("peak_resident_bytes", (double) summary.peakResidentBytes());
    Map<String, Double> budget = new LinkedHashMap<>();
    summary.budgetBytes().forEach((what, bytes) -> budget.put(what, (double) bytes));
    Leakage leakage =
        new Leakage(
            summary.leakage().clean(),
            summary.leakage().violations(),
            summary.leakage().findings(),
            summary.leakage().unknown());
    return new SummaryFacts(
        summary.finals(), budget, costs, leakage, summary.warnings(), summary.parametersSha256());
  }
}
