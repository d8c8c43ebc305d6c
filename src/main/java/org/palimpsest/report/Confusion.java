package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.palimpsest.record.CsvTable;
import org.palimpsest.record.FormatException;

/** A confusion matrix: test images of each class by the class that was predicted. */
final class Confusion {

  private final List<String> classes;
  private final long[][] counts;

  private Confusion(List<String> classes, long[][] counts) {
    this.classes = List.copyOf(classes);
    this.counts = counts;
  }

  /** One kind of mistake and how often it was made. */
  record Mistake(String actual, String predicted, long images, double shareOfClass) {}

  /**
   * Reads counts with a header of class names; a column of the same names may stand before them.
   */
  static Confusion read(Path path, String name) throws IOException, FormatException {
    CsvTable csv = CsvTable.read(path, name);
    int size = csv.rows().size();
    int labels = csv.header().size() - size;
    if (labels != 0 && labels != 1) {
      throw new FormatException(
          "%s has %d rows and %d columns; expected one row a class"
              .formatted(name, size, csv.header().size()));
    }
    long[][] counts = new long[size][size];
    for (int actual = 0; actual < size; actual++) {
      for (int predicted = 0; predicted < size; predicted++) {
        counts[actual][predicted] = csv.count(actual, predicted + labels);
      }
    }
    return new Confusion(csv.header().subList(labels, labels + size), counts);
  }

  /** Adds up matrices of the same classes in the same order, such as those of several seeds. */
  static Confusion sum(List<Confusion> all) {
    Confusion first = all.get(0);
    int size = first.classes.size();
    long[][] total = new long[size][size];
    for (Confusion one : all) {
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
    return new Confusion(first.classes, total);
  }

  List<String> classes() {
    return classes;
  }

  long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** Images of a class. */
  long images(int actual) {
    long sum = 0;
    for (long count : counts[actual]) {
      sum += count;
    }
    return sum;
  }

  /** Part of a class's images for which a class was predicted; 0 if the class has no images. */
  double share(int actual, int predicted) {
    long images = images(actual);
    return images == 0 ? 0 : (double) counts[actual][predicted] / (double) images;
  }

  /** The mistakes made most often, by number of images; ties in the order of the classes. */
  List<Mistake> mistakes(int most) {
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
