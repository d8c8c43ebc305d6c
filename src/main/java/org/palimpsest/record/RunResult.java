package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.AccuracyMatrix;
import org.palimpsest.metric.Evaluation;

/**
 * What a comparison needs of one finished run.
 *
 * @param id the run's id, or the name of the file it was read from
 * @param uuid the same wherever the run was copied to
 * @param seed empty if the run is not ours
 * @param experiment its name
 * @param configurationHash what is computed; runs that differ only in the seed share it
 * @param configuration flattened
 * @param finals metrics after the last session by full name; undefined ones are absent
 * @param sessions metrics after each session
 * @param evaluation what the metrics are made of
 * @param budget bytes kept between sessions, by what for
 * @param warnings for which a reader should not take the numbers as they are
 * @param folder empty if the run is not ours
 */
public record RunResult(
    String id,
    String uuid,
    OptionalLong seed,
    String experiment,
    String configurationHash,
    SortedMap<String, String> configuration,
    Map<String, Double> finals,
    List<Map<String, Double>> sessions,
    Evaluation evaluation,
    Map<String, Long> budget,
    Setting setting,
    List<Warning> warnings,
    Optional<Path> folder) {

  /**
   * A reason for doubt.
   *
   * @param mark short, for a table
   * @param text whole
   */
  public record Warning(String mark, String text) {}

  public RunResult {
    configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
    finals = Collections.unmodifiableMap(new LinkedHashMap<>(finals));
    sessions = List.copyOf(sessions);
    budget = Collections.unmodifiableMap(new LinkedHashMap<>(budget));
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a finished run.
   *
   * @throws DamagedFileException if a file that every finished run has is missing or damaged
   */
  public static RunResult read(Path folder) {
    RunSummary summary = SummaryFile.read(folder);
    return DamagedFileException.reading(
        folder.resolve(SummaryFile.NAME), () -> of(folder, summary));
  }

  private static RunResult of(Path folder, RunSummary summary) {
    JsonNode provenance = provenance(folder);
    SortedMap<String, String> configuration = ConfigurationFile.flat(folder);
    List<SessionResult> sessions = summary.sessions();
    List<Integer> totals =
        sessions.isEmpty() ? List.of() : sessions.get(sessions.size() - 1).totals();
    return new RunResult(
        summary.run().id(),
        summary.uuid(),
        OptionalLong.of(summary.run().seed()),
        summary.run().experiment(),
        summary.run().configuration(),
        configuration,
        summary.finals(),
        sessions.stream().map(SessionResult::metrics).toList(),
        evaluation(folder, sessions),
        summary.budgetBytes(),
        Setting.of(
            provenance,
            sessions.stream().map(SessionResult::classesSeen).toList(),
            totals,
            configuration),
        warnings(summary, provenance),
        Optional.of(folder));
  }

  /** The same with other metrics. */
  public RunResult withMetrics(
      Map<String, Double> otherFinals, List<Map<String, Double>> otherSessions) {
    return new RunResult(
        id,
        uuid,
        seed,
        experiment,
        configurationHash,
        configuration,
        otherFinals,
        otherSessions,
        evaluation,
        budget,
        setting,
        warnings,
        folder);
  }

  /** Counts of the run, of which all metrics are made. */
  public AccuracyMatrix matrix() {
    return evaluation.matrix();
  }

  private static Evaluation evaluation(Path folder, List<SessionResult> sessions) {
    try {
      return SessionResult.evaluation(sessions, AnytimeFile.read(folder));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(
          folder.resolve(SummaryFile.NAME), String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode provenance(Path folder) {
    Path file = folder.resolve(ProvenanceFile.NAME);
    return Files.exists(file) ? Json.read(file) : Json.MAPPER.missingNode();
  }

  private static List<Warning> warnings(RunSummary summary, JsonNode provenance) {
    List<Warning> warnings = new ArrayList<>();
    if (!summary.leakage().clean()) {
      warnings.add(
          new Warning(
              "LEAKAGE",
              "the leakage audit failed, these numbers are not to be trusted: "
                  + String.join("; ", summary.leakage().violations())));
    }
    summary.warnings().forEach(text -> warnings.add(new Warning("diverged", text)));
    if (!summary.leakage().unknown().isEmpty()) {
      warnings.add(
          new Warning(
              "leakage not known",
              "what the networks had seen before is not known: "
                  + String.join("; ", summary.leakage().unknown())));
    }
    if (provenance.isMissingNode()) {
      warnings.add(
          new Warning(
              "no provenance",
              "provenance.json is missing: data, class order and code are not known"));
    } else if (Programs.dirty(provenance)) {
      warnings.add(
          new Warning(
              "dirty", "the working tree had uncommitted changes: no commit holds what ran"));
    } else if (Programs.commits(provenance).isEmpty()) {
      warnings.add(new Warning("no commit", "the commit of the code that ran is not known"));
    }
    return warnings;
  }
}
