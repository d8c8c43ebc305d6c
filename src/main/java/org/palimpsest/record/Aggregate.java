package org.palimpsest.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.RunSummary;
import org.palimpsest.experiment.SessionResult;
import org.palimpsest.metric.OverSeeds;
import org.palimpsest.metric.StudentInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statistics over the seeds of each configuration in an experiment's folder; repetitions of a seed
 * do not count, and runs on other images are apart. A mean's interval is Student's, 95 %.
 */
public final class Aggregate {

  private static final Logger LOG = LoggerFactory.getLogger(Aggregate.class);

  static final String JSON = "aggregate.json";
  static final String MARKDOWN = "aggregate.md";

  /**
   * The runs of one configuration.
   *
   * @param hash of the configuration
   * @param differs settings in which the folder's configurations differ, with this one's values
   * @param runs by rising seed
   */
  public record Group(String hash, SortedMap<String, String> differs, List<RunSummary> runs) {

    public Group {
      differs = Collections.unmodifiableSortedMap(new TreeMap<>(differs));
      runs = List.copyOf(runs);
    }

    /** Final metrics over the seeds, by full name; each over the seeds that define it. */
    public Map<String, StudentInterval> finals() {
      return intervals(RunSummary::finals);
    }

    /** Metrics after a session over the seeds, by full name. */
    public Map<String, StudentInterval> after(int session) {
      return intervals(
          run ->
              run.sessions().stream()
                  .filter(result -> result.session() == session)
                  .findFirst()
                  .map(SessionResult::metrics)
                  .orElse(Map.of()));
    }

    /** How many sessions the runs have. */
    public int sessions() {
      return runs.stream().mapToInt(run -> run.sessions().size()).max().orElse(0);
    }

    private Map<String, StudentInterval> intervals(
        Function<RunSummary, Map<String, Double>> metrics) {
      return OverSeeds.byName(runs.stream().map(metrics).toList());
    }
  }

  /** What runs have to agree in to be averaged: the configuration, and the images behind it. */
  private record Measured(String hash, String images) implements Comparable<Measured> {

    static Measured of(RunSummary summary) {
      return new Measured(
          summary.run().configuration(), ProvenanceFile.images(summary.run().folder()).orElse(""));
    }

    @Override
    public int compareTo(Measured other) {
      int order = hash.compareTo(other.hash);
      return order != 0 ? order : images.compareTo(other.images);
    }
  }

  private Aggregate() {}

  /** All configurations with finished runs in an experiment's folder; damaged ones are left out. */
  public static List<Group> read(Path folder) {
    SortedMap<Measured, List<RunSummary>> alike = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path run : entries.filter(e -> Files.exists(e.resolve(SummaryFile.NAME))).toList()) {
        Optional<RunSummary> summary = intact(run);
        if (summary.isPresent() && !summary.get().run().id().contains("-again-")) {
          alike
              .computeIfAbsent(Measured.of(summary.get()), key -> new ArrayList<>())
              .add(summary.get());
        }
      }
    } catch (IOException e) {
      throw StorageException.at(folder, e);
    }
    alike.values().forEach(runs -> runs.sort(Comparator.comparingLong(run -> run.run().seed())));
    Map<Measured, SortedMap<String, String>> differences = differences(alike);
    List<Group> groups = new ArrayList<>();
    alike.forEach(
        (key, runs) ->
            groups.add(
                new Group(key.hash(), differences.getOrDefault(key, new TreeMap<>()), runs)));
    return groups;
  }

  /** A damaged run is told where it is run or compared; it takes nothing from the others. */
  private static Optional<RunSummary> intact(Path run) {
    try {
      RunSummary summary = SummaryFile.read(run);
      Measured.of(summary); // reads the other two files that are asked for later
      ConfigurationFile.flat(run);
      return Optional.of(summary);
    } catch (DamagedFileException e) {
      LOG.warn("left out of {} and {}: {}", JSON, MARKDOWN, e.getMessage());
      return Optional.empty();
    }
  }

  /** Writes both files; the caller holds the folder's lock for aggregates. */
  static void write(Disk disk, Path folder) {
    List<Group> groups = read(folder);
    disk.replace(folder.resolve(JSON), AggregateText.json(folder, groups));
    disk.replace(folder.resolve(MARKDOWN), AggregateText.markdown(folder, groups));
  }

  private static Map<Measured, SortedMap<String, String>> differences(
      SortedMap<Measured, List<RunSummary>> alike) {
    if (alike.size() < 2) {
      return Map.of();
    }
    Map<Measured, SortedMap<String, String>> configs = new TreeMap<>();
    alike.forEach(
        (key, runs) -> {
          var config = new TreeMap<>(ConfigurationFile.flat(runs.get(0).run().folder()));
          config.put("SHA-256 of the images", key.images());
          configs.put(key, config);
        });
    Set<String> keys = new LinkedHashSet<>();
    configs.values().forEach(config -> keys.addAll(config.keySet()));
    keys.removeIf(
        key ->
            key.equals("seeds")
                || configs.values().stream().map(c -> c.getOrDefault(key, "")).distinct().count()
                    == 1);
    configs.values().forEach(config -> config.keySet().retainAll(keys));
    return configs;
  }
}
