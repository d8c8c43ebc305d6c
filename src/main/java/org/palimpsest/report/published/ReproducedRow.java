package org.palimpsest.report.published;

import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.metric.Agreement;
import org.palimpsest.metric.StudentInterval;

/**
 * A published number and ours, in percent.
 *
 * @param table name of the file that asks for it
 * @param source where it was published
 * @param name of the row
 * @param metric full name
 * @param published as printed
 * @param ours mean, with its interval over the seeds or the episodes of one; empty if nothing is
 *     finished
 * @param reason why the two may differ, or why nothing was run
 * @param minutes that all runs together took, 0 if none
 */
public record ReproducedRow(
    String table,
    String source,
    String name,
    String metric,
    Published published,
    Optional<StudentInterval> ours,
    Optional<String> reason,
    double minutes) {

  /**
   * What stands in the source, in percent.
   *
   * @param decimals that are printed
   * @param error half of the 95 % interval, in points
   * @param runs that it is the mean of; 0 if not said
   */
  public record Published(double value, int decimals, OptionalDouble error, int runs) {

    /** Half a unit of the last digit. */
    double rounding() {
      return 0.5 * Math.pow(10, -decimals);
    }
  }

  /** Both beside each other; empty if there is none of ours. */
  public Optional<Agreement> agreement() {
    return ours.map(
        mean ->
            Agreement.of(
                mean,
                published.value(),
                published.error(),
                published.runs(),
                published.rounding()));
  }

  public Verdict verdict() {
    Optional<Agreement> agreement = agreement();
    if (agreement.isEmpty()) {
      return Verdict.NOT_ATTEMPTED;
    }
    if (!agreement.get().isKnown()) {
      return Verdict.ONE_SEED;
    }
    return agreement.get().agrees() ? Verdict.AGREES : Verdict.DIFFERS;
  }
}
