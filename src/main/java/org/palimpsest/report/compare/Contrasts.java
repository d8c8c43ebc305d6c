package org.palimpsest.report.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.palimpsest.metric.HolmCorrection;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.PairedBootstrap;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.PairedT;
import org.palimpsest.metric.StudentInterval;
import org.palimpsest.metric.WilcoxonSignedRank;
import org.palimpsest.record.PredictionsFile;
import org.palimpsest.record.RunResult;
import org.palimpsest.report.plot.Measure;

/** All methods against one of them, paired seed by seed and image by image. */
public final class Contrasts {

  private final Row baseline;
  private final List<String> notes;
  private final Map<Long, Optional<PredictionsFile>> baselineScores = new HashMap<>();

  private Contrasts(Row baseline, List<String> notes) {
    this.baseline = baseline;
    this.notes = notes;
  }

  private record Pair(RunResult first, RunResult second) {}

  /**
   * Contrasts in the order of metrics, and within one of methods.
   *
   * @param notes takes what could not be compared, and why
   */
  static List<Contrast> of(
      Row baseline, List<Row> methods, List<String> metrics, List<String> notes)
      throws IOException {
    Contrasts contrasts = new Contrasts(baseline, notes);
    Map<Row, Optional<PairedBootstrap>> bootstraps = new LinkedHashMap<>();
    for (Row method : methods) {
      if (!method.name().equals(baseline.name())) {
        // Episodic runs keep right answers by episode, not by image.
        boolean overImages = metrics.contains(Measure.ACCURACY_SEEN.key());
        bootstraps.put(method, overImages ? contrasts.bootstrap(method) : Optional.empty());
      }
    }
    List<Contrast> all = new ArrayList<>();
    for (String metric : metrics) {
      List<Contrast> family = new ArrayList<>();
      for (Row method : bootstraps.keySet()) {
        boolean overImages = metric.equals(Measure.ACCURACY_SEEN.key());
        family.add(
            contrasts.contrast(
                method,
                metric,
                overImages ? bootstraps.getOrDefault(method, Optional.empty()) : Optional.empty()));
      }
      all.addAll(corrected(family));
    }
    return all;
  }

  private Contrast contrast(Row method, String metric, Optional<PairedBootstrap> bootstrap) {
    List<Pair> pairs =
        pairs(method).stream()
            .filter(
                pair ->
                    pair.first.finals().containsKey(metric)
                        && pair.second.finals().containsKey(metric))
            .toList();
    double[] first = values(pairs, pair -> pair.first, metric);
    double[] second = values(pairs, pair -> pair.second, metric);
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = first[i] - second[i];
    }
    return new Contrast(
        method.name(),
        metric,
        pairs.isEmpty()
            ? Optional.empty()
            : Optional.of(StudentInterval.of(differences, OverSeeds.LEVEL)),
        pairs.isEmpty() ? Optional.empty() : PairedT.of(first, second),
        WilcoxonSignedRank.of(first, second),
        bootstrap,
        episodes(method, metric, pairs),
        Contrast.Adjusted.NONE);
  }

  /** What both answered; says which pairing it is, or why there is none. */
  private Optional<PairedEpisodes> episodes(Row method, String metric, List<Pair> pairs) {
    if (!EpisodePairs.metrics(baseline.runs()).contains(metric) || pairs.isEmpty()) {
      return Optional.empty();
    }
    Optional<PairedEpisodes> paired =
        EpisodePairs.paired(
            metric,
            pairs.stream().map(Pair::first).toList(),
            pairs.stream().map(Pair::second).toList());
    notes.add(
        paired
            .map(
                over ->
                    "%s: \"%s\" and \"%s\" are paired episode by episode, over %d episodes of %d %s"
                        .formatted(
                            metric,
                            method.name(),
                            baseline.name(),
                            over.difference().episodes(),
                            over.runs(),
                            over.runs() == 1 ? "seed" : "seeds"))
            .orElse(
                "%s: \"%s\" and \"%s\" are paired by seed alone, since they did not answer the same"
                        .formatted(metric, method.name(), baseline.name())
                    + " episodes"));
    return paired;
  }

  private static double[] values(List<Pair> pairs, Function<Pair, RunResult> side, String metric) {
    return pairs.stream()
        .mapToDouble(pair -> side.apply(pair).finals().getOrDefault(metric, 0.0))
        .toArray();
  }

  /** Runs under the same seed; runs of other programs have no seed in common with ours. */
  private List<Pair> pairs(Row method) {
    List<Pair> pairs = new ArrayList<>();
    for (RunResult run : method.runs()) {
      baseline.runs().stream()
          .filter(other -> run.seed().isPresent() && other.seed().equals(run.seed()))
          .findFirst()
          .ifPresent(other -> pairs.add(new Pair(run, other)));
    }
    return pairs;
  }

  /** Over the images that all seeds of both methods were tested on. */
  private Optional<PairedBootstrap> bootstrap(Row method) throws IOException {
    Optional<PredictionsFile> images = Optional.empty();
    int[] changes = {};
    int seeds = 0;
    for (Pair pair : pairs(method)) {
      Optional<PredictionsFile> second = baselineScores(pair.second);
      Optional<PredictionsFile> first = scores(pair.first);
      if (first.isEmpty() || second.isEmpty()) {
        return none(method, "a run kept no predictions");
      }
      if (!first.get().sameImages(second.get()) || otherImages(pair)) {
        return none(method, "they were tested on different images");
      }
      if (images.isEmpty()) {
        images = first;
        changes = new int[first.get().images().length];
      } else if (!images.get().sameImages(first.get())) {
        return none(method, "the test images differ from seed to seed");
      }
      for (int i = 0; i < changes.length; i++) {
        changes[i] += (first.get().right().get(i) ? 1 : 0) - (second.get().right().get(i) ? 1 : 0);
      }
      seeds++;
    }
    return seeds == 0
        ? none(method, "they have no seed in common")
        : Optional.of(PairedBootstrap.of(changes, seeds, OverSeeds.LEVEL));
  }

  /** Equal indices are equal images only where the test sets are the same. */
  private static boolean otherImages(Pair pair) {
    Optional<String> first = pair.first.setting().tests();
    Optional<String> second = pair.second.setting().tests();
    return first.isPresent() && second.isPresent() && !first.equals(second);
  }

  private Optional<PairedBootstrap> none(Row method, String why) {
    notes.add(
        "\"%s\" and \"%s\" cannot be compared image by image: %s"
            .formatted(method.name(), baseline.name(), why));
    return Optional.empty();
  }

  private Optional<PredictionsFile> baselineScores(RunResult run) throws IOException {
    long seed = run.seed().orElse(0);
    Optional<PredictionsFile> known = baselineScores.get(seed);
    if (known == null) {
      known = scores(run);
      baselineScores.put(seed, known);
    }
    return known;
  }

  private static Optional<PredictionsFile> scores(RunResult run) throws IOException {
    return run.folder().isEmpty()
        ? Optional.empty()
        : PredictionsFile.read(run.folder().get(), run.matrix().last());
  }

  private static List<Contrast> corrected(List<Contrast> family) {
    List<Optional<Double>> t = holm(family, c -> c.t().map(test -> test.pValue()));
    List<Optional<Double>> wilcoxon = holm(family, c -> c.wilcoxon().map(test -> test.pValue()));
    List<Optional<Double>> bootstrap = holm(family, c -> c.bootstrap().map(test -> test.pValue()));
    List<Optional<Double>> episodes =
        holm(family, c -> c.episodes().flatMap(PairedEpisodes::t).map(PairedT::pValue));
    List<Contrast> corrected = new ArrayList<>();
    for (int i = 0; i < family.size(); i++) {
      corrected.add(
          family
              .get(i)
              .with(
                  new Contrast.Adjusted(
                      t.get(i), wilcoxon.get(i), bootstrap.get(i), episodes.get(i))));
    }
    return corrected;
  }

  private static List<Optional<Double>> holm(
      List<Contrast> family, Function<Contrast, Optional<Double>> p) {
    double[] adjusted =
        HolmCorrection.adjusted(
            family.stream()
                .map(p)
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .toArray());
    List<Optional<Double>> all = new ArrayList<>();
    int next = 0;
    for (Contrast contrast : family) {
      all.add(p.apply(contrast).isPresent() ? Optional.of(adjusted[next++]) : Optional.empty());
    }
    return all;
  }
}
