package org.palimpsest.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.StorageException;
import org.palimpsest.experiment.Predictions;
import org.palimpsest.metric.ConfusionMatrix;

/** {@code confusion/session-NN.csv}: test images of each class by the class that was predicted. */
public final class ConfusionFile {

  private static final String CORNER = "true\\predicted";

  private final List<String> classes;
  private final long[][] counts;

  private ConfusionFile(List<String> classes, long[][] counts) {
    this.classes = List.copyOf(classes);
    this.counts = counts;
  }

  /** One kind of mistake and how often it was made. */
  public record Mistake(String actual, String predicted, long images, double shareOfClass) {}

  /** Where it is in a run's folder. */
  public static String name(int session) {
    return String.format(Locale.ROOT, "confusion/session-%02d.csv", session);
  }

  /**
   * The last session of a run that has one.
   *
   * @throws StorageException if the folder cannot be read
   */
  public static OptionalInt lastSession(Path runFolder) {
    Path folder = Disk.parent(runFolder.resolve(name(0)));
    if (!Files.isDirectory(folder)) {
      return OptionalInt.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("session-\\d{2,9}\\.csv"))
          .mapToInt(name -> Integer.parseInt(name.replaceAll("\\D", "")))
          .max();
    } catch (IOException e) {
      throw StorageException.at(folder, e);
    }
  }

  /** The file's text: rows are true classes, columns predicted ones. */
  static String text(Predictions predictions) {
    ConfusionMatrix confusion = predictions.confusion();
    List<String> names = predictions.classNames();
    List<String> header = new ArrayList<>(List.of(CORNER));
    header.addAll(names);
    StringBuilder csv = new StringBuilder(CsvTable.line(header));
    for (int trueClass = 0; trueClass < names.size(); trueClass++) {
      List<String> row = new ArrayList<>(List.of(names.get(trueClass)));
      for (int count : confusion.row(trueClass)) {
        row.add(Integer.toString(count));
      }
      csv.append(CsvTable.line(row));
    }
    return csv.toString();
  }

  /**
   * Reads the file of a session.
   *
   * @throws DamagedFileException if it is not such a table
   */
  public static ConfusionFile read(Path runFolder, int session) {
    CsvTable csv = CsvTable.read(runFolder.resolve(name(session)));
    List<String> classes = csv.header().subList(1, csv.header().size());
    int size = classes.size();
    if (!csv.header().get(0).equals(CORNER) || csv.rows().size() != size) {
      throw csv.damaged(
          "it has %d rows and %d columns, the first \"%s\"; expected \"%s\" and one row a class"
              .formatted(csv.rows().size(), size + 1, csv.header().get(0), CORNER));
    }
    long[][] counts = new long[size][size];
    for (int actual = 0; actual < size; actual++) {
      if (!csv.rows().get(actual).get(0).equals(classes.get(actual))) {
        throw csv.damaged(
            "row %d is of \"%s\", expected \"%s\""
                .formatted(actual + 1, csv.rows().get(actual).get(0), classes.get(actual)));
      }
      for (int predicted = 0; predicted < size; predicted++) {
        counts[actual][predicted] = csv.count(actual, predicted + 1);
      }
    }
    return new ConfusionFile(classes, counts);
  }

  /** Adds up matrices of the same classes in the same order, such as those of several seeds. */
  public static ConfusionFile sum(List<ConfusionFile> all) {
    ConfusionFile first = all.get(0);
    int size = first.classes.size();
    long[][] total = new long[size][size];
    for (ConfusionFile one : all) {
      if (!one.classes.equals(first.classes)) {
        throw new IllegalArgumentException(
            "cannot add confusions of %s and %s".formatted(first.classes, one.classes));
      }
      for (int actual = 0; actual < size; actual++) {
        for (int predicted = 0; predicted < size; predicted++) {
          total[actual][predicted] += one.counts[actual][predicted];
        }
      }
    }
    return new ConfusionFile(first.classes, total);
  }

  public List<String> classes() {
    return classes;
  }

  public long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** Images of a class. */
  public long images(int actual) {
    long sum = 0;
    for (long count : counts[actual]) {
      sum += count;
    }
    return sum;
  }

  /** Part of a class's images for which a class was predicted; 0 if the class has no images. */
  public double share(int actual, int predicted) {
    long images = images(actual);
    return images == 0 ? 0 : (double) counts[actual][predicted] / (double) images;
  }

  /** The mistakes made most often, by number of images; ties in the order of the classes. */
  public List<Mistake> mistakes(int most) {
    List<Mistake> all = new ArrayList<>();
    for (int actual = 0; actual < classes.size(); actual++) {
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        if (actual != predicted && counts[actual][predicted] > 0) {
          all.add(
              new Mistake(
                  classes.get(actual),
                  classes.get(predicted),
                  counts[actual][predicted],
                  share(actual, predicted)));
        }
      }
    }
    all.sort(Comparator.comparingLong(Mistake::images).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
