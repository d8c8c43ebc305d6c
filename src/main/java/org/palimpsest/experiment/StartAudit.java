package org.palimpsest.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.DataException;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.provenance.Provenance;
import org.palimpsest.tensor.Safetensors;

/**
 * What is known of the weights that a run's networks start from. They may have been trained on what
 * the run must not see before its session, or at all, and no look at the run's own images tells.
 *
 * @param violations what they have seen that they must not have
 * @param findings what a reader should know
 * @param unknown what cannot be told
 */
record StartAudit(List<String> violations, List<String> findings, List<String> unknown) {

  private static final int SHOWN = 5;

  StartAudit {
    violations = List.copyOf(violations);
    findings = List.copyOf(findings);
    unknown = List.copyOf(unknown);
  }

  /**
   * Looks at what the file says of itself.
   *
   * @param file that the networks start from; empty if they start from random weights
   * @param data of the run
   */
  static StartAudit of(Optional<Path> file, Benchmark benchmark, Provenance.Data data) {
    StartAudit nothing = new StartAudit(List.of(), List.of(), List.of());
    return file.map(path -> of(path, texts(path), benchmark, data)).orElse(nothing);
  }

  private static StartAudit of(
      Path file, Map<String, String> said, Benchmark benchmark, Provenance.Data data) {
    String start = "the networks start from %s".formatted(file);
    String dataset = said.getOrDefault("dataset", "");
    Optional<Set<String>> learnt = classes(said.getOrDefault("classes", ""));
    if (dataset.isEmpty() || learnt.isEmpty()) {
      return unknown(start + ", which does not say what it was trained on");
    }
    start = "%s, trained on %s".formatted(start, dataset);
    boolean sameImages =
        said.getOrDefault("dataset_content_sha256", "").equals(data.contentSha256());
    boolean sameFiles = said.getOrDefault("dataset_sha256", "").equals(data.sha256());
    if (!dataset.equals(data.name()) && !sameFiles && !sameImages) {
      return unknown(start + ", which may hold images of this run's classes");
    }
    List<String> early = novel(benchmark);
    early.retainAll(learnt.get());
    if (!early.isEmpty()) {
      return new StartAudit(
          List.of(
              "%s with %s of the classes that are novel here: %s"
                  .formatted(start, early.size(), shown(early))),
          List.of(),
          List.of());
    }
    return sameImages
        ? new StartAudit(List.of(), List.of(start + " with no novel class"), List.of())
        : unknown(start + " with no novel class, but with other images or another split");
  }

  /** Both together. */
  StartAudit and(StartAudit other) {
    return new StartAudit(
        Stream.concat(violations.stream(), other.violations.stream()).toList(),
        Stream.concat(findings.stream(), other.findings.stream()).toList(),
        Stream.concat(unknown.stream(), other.unknown.stream()).toList());
  }

  private static StartAudit unknown(String why) {
    return new StartAudit(List.of(), List.of(), List.of(why));
  }

  /** Names of the classes that no network may have seen before session 1. */
  private static List<String> novel(Benchmark benchmark) {
    Set<String> base = new LinkedHashSet<>();
    Set<String> later = new LinkedHashSet<>();
    for (Session session : benchmark.sessions()) {
      for (int c : session.classes().numbers()) {
        (session.index() == 0 ? base : later).add(benchmark.labelName(session.index(), c));
      }
    }
    later.removeAll(base);
    return new ArrayList<>(later);
  }

  private static String shown(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
        + (names.size() > SHOWN ? ", ..." : "");
  }

  private static Optional<Set<String>> classes(String json) {
    try {
      String[] names = Json.MAPPER.readValue(json, String[].class);
      return Optional.ofNullable(names).map(all -> new LinkedHashSet<>(Arrays.asList(all)));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // written by another program
    }
  }

  private static Map<String, String> texts(Path file) {
    try {
      return Safetensors.texts(file);
    } catch (IOException e) {
      throw new DataException(
          "network.%s = %s: it cannot be read: %s"
              .formatted(InitialWeightsSpec.FILE, file, e.getMessage()),
          e);
    }
  }
}
