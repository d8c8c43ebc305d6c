package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.DataException;
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

  static final StartAudit NOTHING = new StartAudit(List.of(), List.of(), List.of());

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
    return file.map(
            path ->
                of(
                    "the networks start from %s".formatted(path),
                    TrainedOn.said(texts(path)),
                    benchmark,
                    data))
        .orElse(NOTHING);
  }

  /**
   * Looks at what is known.
   *
   * @param start a sentence that says what starts from what
   * @param known what that was trained on; empty if it does not say so
   */
  static StartAudit of(
      String start, Optional<TrainedOn> known, Benchmark benchmark, Provenance.Data data) {
    return known
        .map(on -> of("%s, trained on %s".formatted(start, on.dataset()), on, benchmark, data))
        .orElseGet(() -> unknown(start + ", which does not say what it was trained on"));
  }

  private static StartAudit of(
      String start, TrainedOn known, Benchmark benchmark, Provenance.Data data) {
    boolean sameImages = known.contentSha256().equals(data.contentSha256());
    boolean sameFiles = known.sha256().equals(data.sha256());
    if (!known.dataset().equals(data.name()) && !sameFiles && !sameImages) {
      return unknown(start + ", which may hold images of this run's classes");
    }
    List<String> early = novel(benchmark);
    early.retainAll(known.classes());
    if (!early.isEmpty()) {
      return new StartAudit(
          List.of(
              "%s with %s of the classes that are novel here: %s"
                  .formatted(start, early.size(), shown(early))),
          List.of(),
          List.of());
    }
    // Where sessions number their classes anew, one name stands for several classes.
    if (!benchmark.dataset().train().classNames().containsAll(known.classes())) {
      return unknown(start + " with classes that go by other names here");
    }
    if (!known.fromRandomWeights()) {
      return unknown(start + " with no novel class, but itself not from random weights");
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
