package org.palimpsest.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.metric.EpisodeCounts;

/**
 * {@code episodes.csv}: correct / total of each test episode; only of episodic runs. One row for
 * each setting and episode, in their order, episodes from 0.
 */
public final class EpisodesFile {

  public static final String NAME = "episodes.csv";

  private static final List<String> HEADER = List.of("setting", "episode", "correct", "total");

  private EpisodesFile() {}

  static String text(List<EpisodeCounts> settings) {
    StringBuilder csv = new StringBuilder(CsvTable.line(HEADER));
    for (EpisodeCounts counts : settings) {
      for (int i = 0; i < counts.correct().size(); i++) {
        csv.append(
            CsvTable.line(
                List.of(
                    counts.setting(),
                    Integer.toString(i),
                    Integer.toString(counts.correct().get(i)),
                    Integer.toString(counts.totals().get(i)))));
      }
    }
    return csv.toString();
  }

  /**
   * Reads the episodes of a run, setting by setting; empty if it was asked none.
   *
   * @throws DamagedFileException if the file is there but is not such a table
   */
  public static List<EpisodeCounts> read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    CsvTable csv = CsvTable.read(file);
    int[] columns = HEADER.stream().mapToInt(csv::column).toArray();
    Map<String, List<Integer>> correct = new LinkedHashMap<>();
    Map<String, List<Integer>> totals = new LinkedHashMap<>();
    for (int row = 0; row < csv.rows().size(); row++) {
      String setting = csv.rows().get(row).get(columns[0]);
      List<Integer> own = correct.computeIfAbsent(setting, key -> new ArrayList<>());
      if (csv.count(row, columns[1]) != own.size()) {
        throw csv.damaged(
            "row %d is of episode %s of %s, expected %d"
                .formatted(row + 1, csv.rows().get(row).get(columns[1]), setting, own.size()));
      }
      own.add(number(csv, row, columns[2]));
      totals.computeIfAbsent(setting, key -> new ArrayList<>()).add(number(csv, row, columns[3]));
    }
    try {
      return correct.entrySet().stream()
          .map(
              one ->
                  new EpisodeCounts(
                      one.getKey(), one.getValue(), totals.getOrDefault(one.getKey(), List.of())))
          .toList();
    } catch (IllegalArgumentException e) {
      throw csv.damaged(String.valueOf(e.getMessage()));
    }
  }

  private static int number(CsvTable csv, int row, int column) {
    long value = csv.count(row, column);
    if (value > Integer.MAX_VALUE) {
      throw csv.damaged("row %d counts %d queries".formatted(row + 1, value));
    }
    return (int) value;
  }
}
