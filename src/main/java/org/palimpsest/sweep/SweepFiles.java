package org.palimpsest.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.Validation;
import org.palimpsest.record.CsvTable;
import org.palimpsest.record.SweepListing;

/**
 * What a sweep leaves in its folder: {@code sweep.json} and {@code cells.csv}, which say what each
 * cell sets, where its run is and what became of it.
 */
final class SweepFiles {

  static final String CSV_NAME = "cells.csv";

  /** In the folder of a run that was not worth its end. */
  static final String STOPPED_EARLY = "stopped-early.json";

  private static final int FORMAT = 1;

  private SweepFiles() {}

  /** Where a cell's process writes, below the sweep's folder. */
  static Path log(SweepPlan plan, Cell cell) {
    return plan.folder().resolve("logs").resolve(cell.experiment() + "-" + cell.runId() + ".log");
  }

  /** The cells that failed when the sweep last ran, by key; empty if it never did. */
  static Map<String, Failure> failures(Path folder) {
    Path file = folder.resolve(SweepListing.NAME);
    Map<String, Failure> failures = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return failures;
    }
    for (JsonNode cell : Json.read(file).path(SweepListing.CELLS)) {
      if (cell.path("status").asText().equals(CellStatus.FAILED.toString())) {
        failures.put(
            cell.path("experiment").asText() + "/" + cell.path("run").asText(),
            new Failure(cell.path("exit_code").asInt(1), cell.path("detail").asText()));
      }
    }
    return failures;
  }

  /** Seconds that processes of earlier sweeps worked on each cell, by key. */
  static Map<String, Double> spent(Path folder) {
    Path file = folder.resolve(SweepListing.NAME);
    Map<String, Double> spent = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (JsonNode cell : Json.read(file).path(SweepListing.CELLS)) {
        double seconds = cell.path("process_seconds").asDouble();
        spent.put(cell.path("experiment").asText() + "/" + cell.path("run").asText(), seconds);
      }
    }
    return spent;
  }

  /**
   * Writes both files.
   *
   * @param failures by the cells' keys
   * @param spent seconds that processes worked on each cell, by key
   * @param runs how far each cell has come, by key
   */
  static void write(
      Disk disk,
      SweepPlan plan,
      List<Row> rows,
      Map<String, RunState> runs,
      Map<String, Failure> failures,
      Map<String, Double> spent) {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("name", plan.name()).put("file", plan.file().toString());
    Redaction.of(plan.overrides()).forEach(root.putArray("overrides")::add);
    root.put("launcher", plan.launcher());
    plan.keys().forEach(root.putArray("keys")::add);
    var cells = root.putArray(SweepListing.CELLS);
    for (Row row : rows) {
      Cell cell = row.cell();
      ObjectNode entry = cells.addObject();
      entry.put("number", cell.number()).put("experiment", cell.experiment());
      entry.put("run", cell.runId()).put("seed", cell.seed());
      entry.put(SweepListing.FOLDER, relative(plan.folder(), cell.folder()));
      entry.put("log", relative(plan.folder(), log(plan, cell)));
      cell.settings().forEach(entry.putObject("settings")::put);
      entry.put("status", row.status().toString());
      if (row.seconds() > 0 && row.status() == CellStatus.FINISHED) {
        entry.put("seconds", row.seconds());
      }
      if (spent.containsKey(cell.key())) {
        entry.put("process_seconds", spent.get(cell.key()));
      }
      if (row.status() == CellStatus.FAILED && failures.containsKey(cell.key())) {
        entry.put("exit_code", failures.get(cell.key()).exitCode());
      }
      if (row.status() != CellStatus.RUNNING && !row.detail().isEmpty()) {
        entry.put("detail", row.detail());
      }
    }
    disk.replace(plan.folder().resolve(SweepListing.NAME), Json.pretty(root));
    disk.replace(plan.folder().resolve(CSV_NAME), csv(plan, rows, runs));
  }

  /** Marks a run that is not gone on with, or takes the mark away. */
  static void mark(Disk disk, Row row) {
    Path file = row.cell().folder().resolve(STOPPED_EARLY);
    boolean stopped = row.status() == CellStatus.STOPPED_EARLY;
    if (stopped && !Files.exists(file) && Files.isDirectory(row.cell().folder())) {
      disk.replace(file, Json.pretty(Json.object().put("reason", row.detail())));
    } else if (!stopped) {
      disk.delete(file);
    }
  }

  private static String csv(SweepPlan plan, List<Row> rows, Map<String, RunState> runs) {
    List<String> metrics =
        metrics(plan.cells().stream().map(c -> runs.getOrDefault(c.key(), RunState.NONE)));
    List<String> head = new ArrayList<>(List.of("number", "experiment", "run", "seed", "status"));
    head.addAll(plan.keys());
    head.add("seconds");
    head.addAll(metrics);
    boolean heldOut = runs.values().stream().anyMatch(run -> !run.validation().isEmpty());
    if (heldOut) {
      head.add(Validation.ACCURACY);
    }
    List<List<String>> lines = new ArrayList<>(List.of(head));
    for (Row row : rows) {
      Cell cell = row.cell();
      boolean finished = row.status() == CellStatus.FINISHED;
      RunState run = finished ? runs.getOrDefault(cell.key(), RunState.NONE) : RunState.NONE;
      List<String> line =
          new ArrayList<>(
              List.of(
                  Integer.toString(cell.number()),
                  cell.experiment(),
                  cell.runId(),
                  Long.toString(cell.seed()),
                  row.status().toString()));
      plan.keys().forEach(key -> line.add(cell.settings().getOrDefault(key, "")));
      line.add(
          finished && row.seconds() > 0 ? String.format(Locale.ROOT, "%.1f", row.seconds()) : "");
      metrics.forEach(name -> line.add(number(run.finals().get(name))));
      if (heldOut) {
        line.add(number(run.lastValidation()));
      }
      lines.add(line);
    }
    return lines.stream().map(CsvTable::line).collect(Collectors.joining());
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : value.toString();
  }

  /** Those that some run defines, in the runs' order. */
  private static List<String> metrics(Stream<RunState> runs) {
    return runs.flatMap(run -> run.finals().keySet().stream()).distinct().toList();
  }

  /** Hence a results folder can be moved as a whole. */
  private static String relative(Path from, Path to) {
    return from.toAbsolutePath().normalize().relativize(to.toAbsolutePath().normalize()).toString();
  }
}
