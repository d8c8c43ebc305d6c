package org.palimpsest.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.palimpsest.disk.Json;

/** Timings for people, a table for each piece of work, and for programs, as Json.MAPPER. */
final class TimingTable {

  private TimingTable() {}

  /** One piece of work. */
  static void print(PrintWriter out, List<Timing> timings) {
    Timing first = timings.get(0);
    out.printf("%s, %s over %d rounds%n", first.work(), first.unit(), first.rates().size());
    out.printf("%-36s %9s %9s %9s %20s%n", "", "min", "median", "max", "first / it, median");
    for (Timing timing : timings) {
      out.printf(
          Locale.ROOT,
          "%-36s %9.4g %9.4g %9.4g %20.2f%n",
          timing.subject(),
          timing.minimum(),
          timing.median(),
          timing.maximum(),
          timing.ratio());
    }
    out.flush();
  }

  /**
   * Writes all of it, every round's rate included.
   *
   * @param threads that one operation could use
   */
  static void write(Path file, int threads, List<Timing> timings) throws IOException {
    ObjectNode root = Json.object();
    root.put("threads", threads);
    ArrayNode all = root.putArray("timings");
    for (Timing timing : timings) {
      ObjectNode node = all.addObject();
      node.put("work", timing.work()).put("unit", timing.unit()).put("subject", timing.subject());
      node.put("minimum", timing.minimum()).put("median", timing.median());
      node.put("maximum", timing.maximum()).put("first_by_this", timing.ratio());
      ArrayNode rates = node.putArray("rates");
      timing.rates().forEach(rates::add);
    }
    Files.writeString(
        file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
