package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Verdict;

/**
 * What the leakage audit said of a run's data before training.
 *
 * @param clean whether nothing was found that the way the sessions were cut is to blame for
 * @param violations what was found of that kind
 * @param findings what a reader should know about the data set itself
 * @param unknown what the audit could not look at
 * @param copies how many images have exact copies elsewhere, by kind
 */
public record Leakage(
    boolean clean,
    List<String> violations,
    List<String> findings,
    List<String> unknown,
    Map<String, Integer> copies) {

  public Leakage {
    violations = List.copyOf(violations);
    findings = List.copyOf(findings);
    unknown = List.copyOf(unknown);
    copies = Collections.unmodifiableMap(new LinkedHashMap<>(copies));
  }

  static Leakage of(Verdict verdict, StartAudit start) {
    boolean clean = verdict.clean() && start.violations().isEmpty();
    List<String> ofData = verdict.findings();
    return new Leakage(
        clean,
        joined(verdict.violations(), start.violations()),
        joined(joined(copies(clean, verdict.copies()).stream().toList(), ofData), start.findings()),
        start.unknown(),
        verdict.copies());
  }

  /** What to say of copies that are nobody's fault; empty if there are none. */
  public Optional<String> copiesSentence() {
    return copies(clean, copies);
  }

  private static Optional<String> copies(boolean clean, Map<String, Integer> copies) {
    int count = copies.getOrDefault(Verdict.TEST_IN_TRAINING, 0);
    return clean && count > 0
        ? Optional.of(
            "no image is used twice, but the data set itself holds %s %s"
                .formatted(count, count == 1 ? "copy" : "copies"))
        : Optional.empty();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
