package org.palimpsest.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.palimpsest.metric.EpisodeCounts;
import org.palimpsest.metric.PairedEpisodes;
import org.palimpsest.metric.PairedEpisodes.Answers;
import org.palimpsest.record.EpisodesFile;
import org.palimpsest.record.RunResult;

/**
 * Runs that answered the same episodes: an episode depends on the seed, on the test images and on
 * what the configuration says episodes are made of, and on nothing else.
 */
final class EpisodePairs {

  /** Metrics of episodes are called so, and then by the setting. */
  private static final String KEYS = "benchmark.episodic.";

  /** What may differ without making an episode another one. */
  private static final Set<String> HOW_MANY = Set.of(KEYS + "episodes");

  private static final String SETTINGS = KEYS + "settings";

  private EpisodePairs() {}

  /** The episodes that a run answered, setting by setting; none if it is not an episodic one. */
  static List<EpisodeCounts> of(RunResult run) {
    return run.folder().map(EpisodesFile::read).orElse(List.of());
  }

  /** Names of the metrics of what these runs were asked, in the order of the settings. */
  static List<String> metrics(List<RunResult> runs) {
    return runs.stream()
        .flatMap(run -> of(run).stream())
        .map(counts -> EpisodeCounts.ACCURACY + counts.setting())
        .distinct()
        .toList();
  }

  /** Whether equal numbers are equal episodes, as far as the runs themselves say. */
  static boolean same(RunResult first, RunResult second) {
    Optional<String> images = first.setting().tests();
    return images.isPresent()
        && images.equals(second.setting().tests())
        && first.seed().isPresent()
        && first.seed().equals(second.seed())
        && keys(first).equals(keys(second));
  }

  private static Map<String, String> keys(RunResult run) {
    return run.setting().benchmark().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(KEYS))
        .filter(entry -> !HOW_MANY.contains(entry.getKey()))
        .filter(entry -> !entry.getKey().startsWith(SETTINGS))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Pairs runs in one metric.
   *
   * @param first one of each pair
   * @param second the other one, at the same place
   * @return empty if the metric is none of episodes, or a pair's episodes are not the same
   */
  static Optional<PairedEpisodes> paired(
      String metric, List<RunResult> first, List<RunResult> second) {
    List<Answers> pairs = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      Optional<EpisodeCounts> one = of(first.get(i), metric);
      Optional<EpisodeCounts> other = of(second.get(i), metric);
      if (one.isEmpty() || other.isEmpty() || !same(first.get(i), second.get(i))) {
        return Optional.empty();
      }
      pairs.add(new Answers(one.get(), other.get()));
    }
    return pairs.isEmpty() || !pairs.stream().allMatch(Answers::alike)
        ? Optional.empty()
        : Optional.of(PairedEpisodes.of(pairs));
  }

  private static Optional<EpisodeCounts> of(RunResult run, String metric) {
    return of(run).stream()
        .filter(counts -> metric.equals(EpisodeCounts.ACCURACY + counts.setting()))
        .findFirst();
  }
}
