package org.palimpsest.report.published;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.palimpsest.disk.Json;
import org.palimpsest.metric.Agreement;
import org.palimpsest.record.CsvTable;
import org.palimpsest.report.compare.ConsoleTable;
import org.palimpsest.report.compare.GridText;

/** Published numbers beside ours in words and numbers. */
public enum ReproductionText {
  CONSOLE {
    @Override
    public String of(Reproduction all) {
      return tables(all, table -> console(all, table))
          + "\n"
          + Reproduction.RULE
          + "\n"
          + all.summary()
          + "\n";
    }
  },
  MARKDOWN {
    @Override
    public String of(Reproduction all) {
      return tables(all, table -> GridText.markdown(all.grid(table)))
          + "\n"
          + Reproduction.RULE
          + "\n\n"
          + all.summary()
          + "\n";
    }
  },
  CSV {
    @Override
    public String of(Reproduction all) {
      return CsvTable.line(HEADER)
          + all.rows().stream().map(row -> CsvTable.line(csv(row))).collect(Collectors.joining());
    }
  },
  JSON {
    @Override
    public String of(Reproduction all) {
      ObjectNode root = Json.object();
      root.put("rule", Reproduction.RULE).put("summary", all.summary());
      ArrayNode rows = root.putArray("rows");
      all.rows().forEach(row -> json(row, rows.addObject()));
      return Json.pretty(root);
    }
  };

  private static final List<String> HEADER =
      List.of(
          "table",
          "row",
          "metric",
          "published_percent",
          "published_half_width",
          "published_n",
          "ours_percent",
          "ours_half_width",
          "ours_n",
          "difference",
          "verdict",
          "reason",
          "minutes",
          "source");

  /** The whole text, ending with a line feed. */
  public abstract String of(Reproduction all);

  /** As on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String tables(Reproduction all, Function<String, String> form) {
    return all.tables().stream().map(form).collect(Collectors.joining("\n"));
  }

  private static String console(Reproduction all, String table) {
    return ConsoleTable.of(all.narrow(table), OptionalInt.empty())
        + all.reasons(table).stream()
            .map(reason -> "  " + reason + "\n")
            .collect(Collectors.joining());
  }

  private static List<String> csv(ReproducedRow row) {
    return List.of(
        row.table(),
        row.name(),
        row.metric(),
        CsvTable.plain(row.published().value()),
        plain(row.published().error()),
        row.published().runs() == 0 ? "" : Integer.toString(row.published().runs()),
        row.ours().map(ours -> CsvTable.plain(ours.mean())).orElse(""),
        row.ours().map(ours -> plain(ours.halfWidth())).orElse(""),
        row.ours().map(ours -> Integer.toString(ours.n())).orElse("0"),
        row.agreement().map(a -> CsvTable.plain(a.difference())).orElse(""),
        row.verdict().toString(),
        row.reason().orElse(""),
        CsvTable.plain(row.minutes()),
        row.source());
  }

  private static String plain(OptionalDouble value) {
    return value.isPresent() ? CsvTable.plain(value.getAsDouble()) : "";
  }

  private static void json(ReproducedRow row, ObjectNode node) {
    node.put("table", row.table()).put("row", row.name()).put("metric", row.metric());
    node.put("source", row.source());
    ObjectNode published = node.putObject("published");
    published.put("percent", row.published().value());
    row.published().error().ifPresent(error -> published.put("half_width", error));
    if (row.published().runs() > 0) {
      published.put("n", row.published().runs());
    }
    row.ours()
        .ifPresent(
            ours -> {
              ObjectNode one = node.putObject("ours").put("percent", ours.mean());
              ours.halfWidth().ifPresent(half -> one.put("half_width", half));
              one.put("n", ours.n());
            });
    row.agreement().map(Agreement::difference).ifPresent(d -> node.put("difference", d));
    node.put("verdict", row.verdict().toString());
    row.reason().ifPresent(reason -> node.put("reason", reason));
    node.put("minutes", row.minutes());
  }
}
