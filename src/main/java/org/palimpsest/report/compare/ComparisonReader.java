package org.palimpsest.report.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.metric.AccuracyMatrix;
import org.palimpsest.metric.Evaluation;
import org.palimpsest.metric.Metric;
import org.palimpsest.metric.Metrics;
import org.palimpsest.record.RunFolders;
import org.palimpsest.record.RunId;
import org.palimpsest.record.RunResult;
import org.palimpsest.record.Setting;
import org.palimpsest.record.SummaryFile;
import org.palimpsest.record.SweepListing;

/** Makes a comparison from what runs left in their folders. */
public final class ComparisonReader {

  private final ComparisonRequest request;
  private final List<String> notes = new ArrayList<>();
  private final List<MethodNames.Named> runs = new ArrayList<>();
  private final Set<String> uuids = new HashSet<>();
  private final Set<List<?>> seeds = new HashSet<>();

  private ComparisonReader(ComparisonRequest request) {
    this.request = request;
  }

  /**
   * Reads all that is asked for.
   *
   * @throws RefusedComparisonException if there is nothing to compare, a named method is not there,
   *     or the runs were not measured on the same and force was not asked for
   * @throws org.palimpsest.record.DamagedFileException if a run's file is not as it was written
   * @throws MatrixFileException if another framework's file is no matrix
   */
  public static Comparison read(ComparisonRequest request) throws IOException {
    return new ComparisonReader(request).read();
  }

  private Comparison read() throws IOException {
    for (ComparisonRequest.Source source : request.sources()) {
      if (!Files.exists(source.path())) {
        throw new RefusedComparisonException("there is no " + source.path());
      }
      if (Files.isDirectory(source.path())) {
        folder(source);
      }
    }
    for (ComparisonRequest.Source source : request.sources()) {
      if (!Files.isDirectory(source.path())) {
        matrix(source);
      }
    }
    if (runs.isEmpty()) {
      throw new RefusedComparisonException(
          "no finished run is in any of "
              + request.sources().stream().map(ComparisonRequest.Source::path).toList());
    }
    List<String> metrics = metrics();
    List<Row> methods = MethodNames.methods(runs);
    checkSame(methods);
    if (request.joint().isPresent()) {
      methods = withJoint(methods, named(methods, request.joint().get(), "--joint"));
    }
    List<Contrast> contrasts = List.of();
    if (request.baseline().isPresent()) {
      Row baseline = named(methods, request.baseline().get(), "--baseline");
      contrasts = Contrasts.of(baseline, methods, metrics, notes);
    }
    return new Comparison(
        methods, metrics, request.sessionMetric(), request.baseline(), contrasts, notes);
  }

  /** Those asked for; else what episodes were of, if every run was asked some. */
  private List<String> metrics() {
    if (!request.metrics().isEmpty()) {
      return request.metrics();
    }
    List<RunResult> results = runs.stream().map(MethodNames.Named::run).toList();
    boolean episodic = results.stream().noneMatch(run -> EpisodePairs.of(run).isEmpty());
    return episodic ? EpisodePairs.metrics(results) : Comparison.DEFAULT_METRICS;
  }

  private void folder(ComparisonRequest.Source source) throws IOException {
    int unfinished = 0;
    int repeated = 0;
    Optional<String> called = source.name();
    if (called.isEmpty() && SweepListing.isIn(source.path())) {
      called = Optional.of(shown(source)); // its cells' experiments repeat what they set
    }
    for (Path folder : RunFolders.below(List.of(source.path()))) {
      if (!Files.exists(folder.resolve(SummaryFile.NAME))) {
        unfinished++;
        continue;
      }
      RunResult run = RunResult.read(folder);
      if (!uuids.add(run.uuid())) {
        continue; // The same folder was named twice, or is a copy of another.
      }
      if (RunId.of(run.id()).map(RunId::repetition).orElse(false)) {
        repeated++;
        continue;
      }
      String name = called.orElse(run.experiment());
      if (!seeds.add(List.of(name, run.configurationHash(), run.seed().orElse(0)))) {
        repeated++;
        continue;
      }
      runs.add(new MethodNames.Named(name, run));
    }
    if (unfinished > 0) {
      notes.add(
          "%s: %s not finished and left out"
              .formatted(shown(source), unfinished == 1 ? "1 run is" : unfinished + " runs are"));
    }
    if (repeated > 0) {
      notes.add(
          "%s: %s of a seed left out, since they are no further samples"
              .formatted(
                  shown(source), repeated == 1 ? "1 repetition" : repeated + " repetitions"));
    }
  }

  /** A page is passed on; where else the folder lies is no one's business. */
  private static String shown(ComparisonRequest.Source source) {
    return String.valueOf(source.path().toAbsolutePath().normalize().getFileName());
  }

  /** Images are counted as in our runs, if they have as many sessions. */
  private void matrix(ComparisonRequest.Source source) throws IOException {
    MatrixFile file = MatrixFile.read(source.path(), request.imagesPerSession(), request.unit());
    List<Integer> totals = request.imagesPerSession();
    List<String> assumptions = new ArrayList<>(file.assumptions());
    if (totals.isEmpty()) {
      int sessions = file.matrix().sessions();
      Optional<Setting> ours =
          runs.stream()
              .map(named -> named.run().setting())
              .filter(setting -> setting.totals().size() == sessions)
              .findFirst();
      if (ours.isPresent()) {
        totals = ours.get().totals();
        file = MatrixFile.read(source.path(), totals, request.unit());
        assumptions = new ArrayList<>(file.assumptions());
        assumptions.add("test images of each session were taken from our runs");
      }
    }
    Path fileName = source.path().getFileName();
    String name = source.name().orElse(String.valueOf(fileName).replaceFirst("\\.[A-Za-z]+$", ""));
    runs.add(new MethodNames.Named(name, imported(name, file.matrix(), totals, assumptions)));
  }

  private static RunResult imported(
      String name, AccuracyMatrix matrix, List<Integer> totals, List<String> assumptions) {
    Evaluation evaluation = Evaluation.of(matrix);
    return new RunResult(
        name,
        "",
        OptionalLong.empty(),
        name,
        "imported",
        new TreeMap<>(),
        Metrics.values(Metrics.ALL, evaluation),
        Metrics.bySession(evaluation),
        evaluation,
        Map.of(),
        Setting.unknown(totals.size() == matrix.sessions() ? totals : List.of()),
        List.of(
            new RunResult.Warning(
                "imported",
                "accuracies are another program's; data, class order, split and leakage are not"
                    + " checked; "
                    + String.join("; ", assumptions))),
        Optional.empty());
  }

  private void checkSame(List<Row> methods) {
    List<String> differences = Comparability.differences(methods);
    if (differences.isEmpty()) {
      return;
    }
    if (!request.force()) {
      throw new RefusedComparisonException(
          "these runs were not measured on the same:\n  "
              + String.join("\n  ", differences)
              + "\nNumbers of different tasks say nothing about methods; --force shows them all the"
              + " same.");
    }
    differences.forEach(difference -> notes.add("Not measured on the same: " + difference));
  }

  /** Intransigence and its like, which need the accuracy that joint training reaches. */
  private List<Row> withJoint(List<Row> methods, Row joint) {
    List<Double> accuracies = new ArrayList<>();
    for (int t = 0; t < joint.sessions(); t++) {
      joint.accuracy(t, t).ifPresent(spread -> accuracies.add(spread.mean()));
    }
    List<Row> all = new ArrayList<>();
    for (Row method : methods) {
      List<RunResult> measured = new ArrayList<>();
      for (RunResult run : method.runs()) {
        Evaluation evaluation = run.evaluation().withJoint(accuracies);
        measured.add(
            run.withMetrics(
                Metrics.values(Metrics.ALL, evaluation), Metrics.bySession(evaluation)));
      }
      all.add(new Row(method.name(), measured));
    }
    notes.add(
        "Intransigence is measured against the mean accuracy of \"%s\" over its seeds."
            .formatted(joint.name()));
    return all;
  }

  private static Row named(List<Row> methods, String name, String option) {
    return methods.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedComparisonException(
                    "%s \"%s\" is none of these methods: %s"
                        .formatted(
                            option,
                            name,
                            String.join(
                                ", ",
                                methods.stream().map(m -> "\"" + m.name() + "\"").toList()))));
  }

  /** Metrics that can be asked for. */
  public static List<String> metricNames() {
    return Metrics.ALL.stream().map(Metric::name).toList();
  }
}
