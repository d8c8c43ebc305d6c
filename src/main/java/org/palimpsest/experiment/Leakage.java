package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.benchmark.Verdict;

/**
 * What the leakage audit said of a run's data before training.
 *
 * @param clean whether nothing was found that the way the sessions were cut is to blame for
 * @param violations what was found of that kind
 * @param findings what a reader should know about the data set itself
 * @param copies how many images have exact copies elsewhere, by kind
 */
public record Leakage(
    boolean clean, List<String> violations, List<String> findings, Map<String, Integer> copies) {

  public Leakage {
    violations = List.copyOf(violations);
    findings = List.copyOf(findings);
    copies = Collections.unmodifiableMap(new LinkedHashMap<>(copies));
  }

  static Leakage of(Verdict verdict) {
    return new Leakage(verdict.clean(), verdict.violations(), verdict.findings(), verdict.copies());
  }
}
