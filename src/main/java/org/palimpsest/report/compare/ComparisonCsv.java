package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.PairedT;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.metric.WilcoxonSignedRank;
import org.palimpsest.record.CsvTable;
import org.palimpsest.report.plot.Measure;

/**
 * A comparison as one comma-separated table, a row a method: fractions, bytes and p values, not
 * rounded; undefined cells are empty.
 */
public final class ComparisonCsv {

  private final Comparison comparison;
  private final List<String> header = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private ComparisonCsv(Comparison comparison) {
    this.comparison = comparison;
  }

  static String of(Comparison comparison) {
    ComparisonCsv csv = new ComparisonCsv(comparison);
    for (Row method : comparison.methods()) {
      csv.header.clear();
      csv.rows.add(csv.row(method));
    }
    List<List<String>> all = new ArrayList<>();
    all.add(csv.header);
    all.addAll(csv.rows);
    return all.stream().map(CsvTable::line).collect(Collectors.joining());
  }

  private List<String> row(Row method) {
    List<String> row = new ArrayList<>();
    add(row, "method", method.name());
    add(
        row,
        "seeds",
        method.runs().stream()
            .flatMap(run -> run.seed().stream().boxed())
            .map(String::valueOf)
            .collect(Collectors.joining(" ")));
    add(row, "n", Integer.toString(method.runs().size()));
    for (String metric : comparison.allMetrics()) {
      spread(row, metric, method.metric(metric));
    }
    for (int session = 0; session < comparison.sessions(); session++) {
      String metric = comparison.sessionMetric();
      spread(row, metric + "_session_" + session, method.session(metric, session));
    }
    for (String key : comparison.budgets()) {
      Long bytes = method.budget().get(key);
      add(row, key + "_bytes", bytes == null ? "" : bytes.toString());
    }
    for (String metric :
        comparison.baseline().isPresent() ? comparison.metrics() : List.<String>of()) {
      contrast(
          row,
          metric,
          comparison.contrasts().stream()
              .filter(c -> c.metric().equals(metric) && c.method().equals(method.name()))
              .findFirst());
    }
    add(row, "flags", Comparison.flags(method));
    return row;
  }

  private void contrast(List<String> row, String metric, Optional<Contrast> contrast) {
    String name = metric + "_minus_baseline";
    spread(row, name, contrast.flatMap(Contrast::difference));
    number(row, name + "_paired_t_p", contrast.flatMap(Contrast::t).map(PairedT::pValue));
    number(row, name + "_paired_t_p_holm", contrast.flatMap(c -> c.adjusted().t()));
    number(
        row,
        name + "_wilcoxon_p",
        contrast.flatMap(Contrast::wilcoxon).map(WilcoxonSignedRank::pValue));
    number(row, name + "_wilcoxon_p_holm", contrast.flatMap(c -> c.adjusted().wilcoxon()));
    if (EpisodePairs.metrics(comparison.methods().get(0).runs()).contains(metric)) {
      var paired = contrast.flatMap(Contrast::episodes);
      number(row, name + "_episodes", paired.map(p -> p.difference().mean()));
      number(
          row,
          name + "_episodes_half_width",
          paired
              .filter(p -> p.difference().halfWidth().isPresent())
              .map(p -> p.difference().halfWidth().getAsDouble()));
      number(row, name + "_episodes_p", paired.flatMap(PairedEpisodes::t).map(PairedT::pValue));
      number(row, name + "_episodes_p_holm", contrast.flatMap(c -> c.adjusted().episodes()));
    }
    if (metric.equals(Measure.ACCURACY_SEEN.key())) {
      var bootstrap = contrast.flatMap(Contrast::bootstrap);
      number(row, name + "_images", bootstrap.map(b -> b.difference()));
      number(row, name + "_images_low", bootstrap.map(b -> b.low()));
      number(row, name + "_images_high", bootstrap.map(b -> b.high()));
      number(row, name + "_images_p", bootstrap.map(b -> b.pValue()));
      number(row, name + "_images_p_holm", contrast.flatMap(c -> c.adjusted().bootstrap()));
    }
    add(row, name + "_verdict", contrast.map(c -> c.verdict().toString()).orElse(""));
  }

  private void spread(List<String> row, String name, Optional<StudentInterval> spread) {
    number(row, name, spread.map(StudentInterval::mean));
    number(
        row,
        name + "_half_width",
        spread.filter(s -> s.halfWidth().isPresent()).map(s -> s.halfWidth().getAsDouble()));
    add(row, name + "_n", spread.map(s -> Integer.toString(s.n())).orElse(""));
  }

  private void number(List<String> row, String name, Optional<Double> value) {
    add(row, name, value.map(CsvTable::plain).orElse(""));
  }

  private void add(List<String> row, String name, String value) {
    header.add(name);
    row.add(value);
  }
}
