package org.palimpsest.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;

/** {@code aggregate.json} for programs and {@code aggregate.md} for people. */
final class AggregateText {

  private AggregateText() {}

  static String json(Path folder, List<Aggregate.Group> groups) {
    ObjectNode root = Json.object();
    root.put("experiment", String.valueOf(folder.getFileName()));
    root.put("interval", "Student t over seeds");
    root.put("level", OverSeeds.LEVEL);
    ArrayNode configurations = root.putArray("configurations");
    for (Aggregate.Group group : groups) {
      ObjectNode node = configurations.addObject();
      node.put("configuration", group.hash());
      node.put("method", method(group));
      group.differs().forEach(node.putObject("differs")::put);
      group.runs().forEach(addTo(node.putArray("seeds"), node.putArray("runs")));
      intervals(node.putObject("final"), group.finals());
      ArrayNode sessions = node.putArray("sessions");
      for (int session = 0; session < group.sessions(); session++) {
        ObjectNode after = sessions.addObject().put("session", session);
        intervals(after.putObject("metrics"), group.after(session));
      }
    }
    return Json.pretty(root);
  }

  static String markdown(Path folder, List<Aggregate.Group> groups) {
    StringBuilder text = new StringBuilder("# " + folder.getFileName() + "\n\n");
    text.append(
        "Mean and half width of the 95 % interval over seeds (Student t); shares are fractions.\n");
    for (Aggregate.Group group : groups) {
      text.append("\n## ").append(method(group)).append(", configuration ").append(group.hash());
      text.append("\n\n");
      group.differs().forEach((key, value) -> text.append("- `%s = %s`\n".formatted(key, value)));
      text.append(group.differs().isEmpty() ? "" : "\n");
      String seeds =
          group.runs().stream()
              .map(run -> Long.toString(run.run().seed()))
              .collect(Collectors.joining(", "));
      text.append("Seeds: ").append(seeds).append("\n\n");
      text.append("| final metric | mean | n |\n|---|---|---|\n");
      group
          .finals()
          .forEach(
              (name, interval) ->
                  text.append("| %s | %s | %s |\n".formatted(name, cell(interval), interval.n())));
      text.append('\n').append(sessions(group));
    }
    return text.toString();
  }

  private static String sessions(Aggregate.Group group) {
    Set<String> names = new LinkedHashSet<>();
    for (int session = 0; session < group.sessions(); session++) {
      names.addAll(group.after(session).keySet());
    }
    StringBuilder text = new StringBuilder("| session | " + String.join(" | ", names) + " |\n");
    text.append("|---".repeat(names.size() + 1)).append("|\n");
    for (int session = 0; session < group.sessions(); session++) {
      Map<String, StudentInterval> values = group.after(session);
      text.append("| ").append(session);
      names.forEach(name -> text.append(" | ").append(cell(values.get(name))));
      text.append(" |\n");
    }
    return text.toString();
  }

  private static String cell(@Nullable StudentInterval interval) {
    if (interval == null) {
      return "";
    }
    String mean = String.format(Locale.ROOT, "%.4f", interval.mean());
    return interval.halfWidth().isPresent()
        ? mean + String.format(Locale.ROOT, " ± %.4f", interval.halfWidth().getAsDouble())
        : mean;
  }

  private static String method(Aggregate.Group group) {
    return group.runs().get(0).run().method();
  }

  private static Consumer<RunSummary> addTo(ArrayNode seeds, ArrayNode runs) {
    return run -> {
      seeds.add(run.run().seed());
      runs.add(run.run().id());
    };
  }

  private static void intervals(ObjectNode node, Map<String, StudentInterval> intervals) {
    intervals.forEach(
        (name, interval) -> {
          ObjectNode value = node.putObject(name).put("mean", interval.mean());
          interval
              .halfWidth()
              .ifPresent(
                  half ->
                      value
                          .put("half_width", half)
                          .put("low", interval.mean() - half)
                          .put("high", interval.mean() + half));
          value.put("n", interval.n());
        });
  }
}
