package org.palimpsest.report.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be compared, and how.
 *
 * @param sources in the order of the table
 * @param baseline the method that the others are compared with
 * @param joint the method that learns all data seen at once, for intransigence
 * @param metrics to be shown, by full name; empty for the usual ones
 * @param sessionMetric to be shown session by session
 * @param imagesPerSession test images of each session's classes in matrices of other frameworks;
 *     empty if not known
 * @param unit of matrices of other frameworks
 * @param force whether to compare what was not measured on the same
 */
public record ComparisonRequest(
    List<Source> sources,
    Optional<String> baseline,
    Optional<String> joint,
    List<String> metrics,
    String sessionMetric,
    List<Integer> imagesPerSession,
    MatrixFile.Unit unit,
    boolean force) {

  /** The metric that is shown session by session unless another is chosen. */
  public static final String SESSION_METRIC = "accuracy_seen";

  public ComparisonRequest {
    sources = List.copyOf(sources);
    metrics = List.copyOf(metrics);
    imagesPerSession = List.copyOf(imagesPerSession);
  }

  /** All of some folders, with nothing further said. */
  public static ComparisonRequest of(List<Source> sources) {
    return new ComparisonRequest(
        sources,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        SESSION_METRIC,
        List.of(),
        MatrixFile.Unit.GUESSED,
        false);
  }

  /** The same with other metrics. */
  public ComparisonRequest withMetrics(List<String> others) {
    return new ComparisonRequest(
        sources, baseline, joint, others, sessionMetric, imagesPerSession, unit, force);
  }

  /** The same, whatever the runs were measured on. */
  public ComparisonRequest forced() {
    return new ComparisonRequest(
        sources, baseline, joint, metrics, sessionMetric, imagesPerSession, unit, true);
  }

  /**
   * Where runs are.
   *
   * @param name what to call them; empty to have them called by their experiment's name
   * @param path a folder with runs at or below it, or another framework's matrix
   */
  public record Source(Optional<String> name, Path path) {}
}
