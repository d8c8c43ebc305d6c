package org.palimpsest.method.tuning;

import java.util.List;
import java.util.Optional;
import org.palimpsest.benchmark.BenchmarkSpec;

/** How settings are chosen: when, among which, and on what. */
public interface TuningRule {

  /**
   * The search ahead of a session's training; empty if none is due.
   *
   * @param taken what was chosen ahead of earlier sessions that had a search
   */
  Optional<Search> search(int session, List<Setting> taken);

  /** Whether trials go on from what was learnt so far and learn the session at hand only. */
  default boolean isPerSession() {
    return true;
  }

  /** Where trials learn all sessions of, instead of the benchmark at hand. */
  default Optional<BenchmarkSpec> elsewhere() {
    return Optional.empty();
  }

  /** What trials learn within session 0, instead of it. */
  default Optional<PseudoIncremental> within() {
    return Optional.empty();
  }

  /** SHA-256 over what {@link #elsewhere} says; empty if there is no such thing. */
  default Optional<String> sha256() {
    return Optional.empty();
  }

  /** Settings that trials may have, to be checked before anything is run; not all of them. */
  List<Setting> samples();
}
