package org.palimpsest.cli;

import java.io.PrintStream;
import org.palimpsest.sweep.LocalLauncher;
import org.palimpsest.sweep.PlainBoard;
import org.palimpsest.sweep.Row;
import org.palimpsest.sweep.SweepBook;
import org.palimpsest.sweep.SweepPlan;
import org.palimpsest.sweep.Texts;

/** A sweep in a few lines, before it is run. */
final class SweepOutline {

  private SweepOutline() {}

  /**
   * Prints the plan.
   *
   * @param each whether every cell is listed
   */
  static void print(
      PrintStream out, SweepPlan plan, SweepBook book, int jobs, boolean each) {
    long points = plan.cells().stream().map(cell -> cell.experiment()).distinct().count();
    long seeds = plan.cells().stream().mapToLong(cell -> cell.seed()).distinct().count();
    out.printf(
        "%s: %d cells = %d points x %d seeds, %d at once on %d threads each%n",
        plan.name(), plan.cells().size(), points, seeds, jobs, LocalLauncher.threads(jobs));
    for (String key : plan.keys()) {
      out.printf("  %s = %s%n", key, Texts.values(plan, key));
    }
    if (each) {
      for (Row row : book.rows()) {
        out.println("  " + PlainBoard.line(row));
        out.println("    " + row.cell().folder());
      }
    }
    out.println("  " + Texts.counts(book.rows()));
    out.println("  " + Texts.left(book.meanSeconds(), book.open(), jobs));
  }
}
