package org.palimpsest.report.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.palimpsest.disk.Json;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.record.RunResult;

/** A comparison as JSON: fractions, bytes and p values, not rounded; undefined ones are absent. */
public final class ComparisonJson {

  private ComparisonJson() {}

  static String of(Comparison comparison) {
    ObjectNode root = Json.object();
    root.put("interval", "Student t over seeds").put("level", OverSeeds.LEVEL);
    ArrayNode methods = root.putArray("methods");
    for (Row method : comparison.methods()) {
      method(comparison, method, methods.addObject());
    }
    comparison.baseline().ifPresent(name -> root.put("baseline", name));
    if (comparison.baseline().isPresent()) {
      root.put("correction", "Holm, over the methods, for each metric and test");
      ArrayNode contrasts = root.putArray("differences");
      comparison.contrasts().forEach(contrast -> contrast(contrast, contrasts.addObject()));
    }
    comparison.allNotes().forEach(root.putArray("notes")::add);
    return Json.pretty(root);
  }

  private static void method(Comparison comparison, Row method, ObjectNode node) {
    node.put("method", method.name());
    ArrayNode runs = node.putArray("runs");
    for (RunResult run : method.runs()) {
      ObjectNode one = runs.addObject();
      one.put("run_id", run.id());
      one.put("experiment", run.experiment());
      run.seed().ifPresent(seed -> one.put("seed", seed));
      ArrayNode warnings = one.putArray("warnings");
      run.warnings().forEach(warning -> warnings.add(warning.text()));
    }
    ObjectNode metrics = node.putObject("final");
    comparison.allMetrics().forEach(metric -> spread(metrics, metric, method.metric(metric)));
    ArrayNode sessions = node.putArray("sessions");
    for (int session = 0; session < method.sessions(); session++) {
      ObjectNode after = sessions.addObject().put("session", session);
      spread(
          after, comparison.sessionMetric(), method.session(comparison.sessionMetric(), session));
    }
    ObjectNode budget = node.putObject("budget_bytes");
    method.budget().forEach(budget::put);
  }

  private static void contrast(Contrast contrast, ObjectNode node) {
    node.put("metric", contrast.metric()).put("method", contrast.method());
    spread(node, "difference", contrast.difference());
    contrast
        .t()
        .ifPresent(
            t ->
                test(node.putObject("paired_t"), t.pValue(), contrast.adjusted().t())
                    .put("t", t.t())
                    .put("n", t.n()));
    contrast
        .wilcoxon()
        .ifPresent(
            w ->
                test(node.putObject("wilcoxon"), w.pValue(), contrast.adjusted().wilcoxon())
                    .put("rank_sum", w.rankSum())
                    .put("n", w.n())
                    .put("exact", w.exact()));
    contrast
        .bootstrap()
        .ifPresent(
            b ->
                test(
                        node.putObject("bootstrap_over_images"),
                        b.pValue(),
                        contrast.adjusted().bootstrap())
                    .put("difference", b.difference())
                    .put("low", b.low())
                    .put("high", b.high())
                    .put("images", b.images()));
    contrast.episodes().ifPresent(paired -> episodes(contrast, paired, node));
    node.put("verdict", contrast.verdict().toString());
  }

  private static void episodes(Contrast contrast, PairedEpisodes paired, ObjectNode parent) {
    ObjectNode node = parent.putObject("paired_over_episodes");
    paired.t().ifPresent(t -> test(node, t.pValue(), contrast.adjusted().episodes()));
    node.put("difference", paired.difference().mean());
    paired.difference().halfWidth().ifPresent(half -> node.put("half_width", half));
    node.put("episodes", paired.difference().episodes()).put("seeds", paired.runs());
  }

  private static ObjectNode test(ObjectNode node, double p, Optional<Double> adjusted) {
    node.put("p", p);
    adjusted.ifPresent(value -> node.put("p_holm", value));
    return node;
  }

  private static void spread(ObjectNode parent, String name, Optional<StudentInterval> spread) {
    for (StudentInterval one : spread.stream().toList()) {
      ObjectNode node = parent.putObject(name).put("mean", one.mean());
      one.halfWidth()
          .ifPresent(
              half ->
                  node.put("half_width", half)
                      .put("low", one.mean() - half)
                      .put("high", one.mean() + half));
      node.put("n", one.n());
    }
  }
}
