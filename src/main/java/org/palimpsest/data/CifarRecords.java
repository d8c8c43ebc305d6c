package org.palimpsest.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.data.CifarFormat.Part;

/** Takes the files of a CIFAR data set in any order and checks each as it comes. */
final class CifarRecords {

  private static final int NAMES_LIMIT = 1 << 16;

  private final CifarFormat format;
  private final Split train;
  private final Split test;
  private final Set<String> seen = new HashSet<>();
  private List<String> classNames = List.of();

  /** Training or test images while they are being read. */
  private static final class Split {
    final List<Part> parts;
    final byte[] pixels;
    final int[] labels;

    Split(List<Part> parts) {
      int records = parts.stream().mapToInt(Part::records).sum();
      this.parts = parts;
      this.pixels = new byte[records * CifarFormat.PIXELS];
      this.labels = new int[records];
    }
  }

  CifarRecords(CifarFormat format) {
    this.format = format;
    this.train = new Split(format.train());
    this.test = new Split(format.test());
  }

  /** Whether a file of this name belongs to the data set. */
  boolean wants(String name) {
    return name.equals(format.namesFile())
        || format.parts().stream().anyMatch(part -> part.name().equals(name));
  }

  /**
   * Reads one of the wanted files.
   *
   * @param place what to call it in messages
   * @param size its bytes, as its file system or archive states them
   * @throws DataException if its size or content is not what it should be
   */
  void read(String name, String place, InputStream in, long size) throws IOException {
    if (!seen.add(name)) {
      throw new DataException(place, "a second " + name, "one");
    }
    if (name.equals(format.namesFile())) {
      classNames = readNames(place, in, size);
      return;
    }
    for (Split split : List.of(train, test)) {
      int first = 0;
      for (Part part : split.parts) {
        if (part.name().equals(name)) {
          readPart(place, in, size, part, split, first);
        }
        first += part.records();
      }
    }
  }

  private void readPart(String place, InputStream in, long size, Part part, Split split, int first)
      throws IOException {
    long expected = (long) part.records() * format.recordBytes();
    if (size != expected) {
      throw new DataException(
          place,
          "%,d bytes".formatted(size),
          "%,d (%,d records of %,d)".formatted(expected, part.records(), format.recordBytes()));
    }
    byte[] labels = new byte[format.labelBytes()];
    for (int i = first; i < first + part.records(); i++) {
      fill(in, labels, 0, labels.length);
      int label = labels[labels.length - 1] & 0xff;
      requireLabel(place, label, i - first);
      split.labels[i] = label;
      fill(in, split.pixels, i * CifarFormat.PIXELS, CifarFormat.PIXELS);
    }
  }

  private static void fill(InputStream in, byte[] target, int offset, int length)
      throws IOException {
    int count = in.readNBytes(target, offset, length);
    if (count < length) {
      throw new EOFException("it ends in the middle of a record");
    }
  }

  private List<String> readNames(String place, InputStream in, long size) throws IOException {
    if (size > NAMES_LIMIT) {
      throw new DataException(
          place, "%,d bytes".formatted(size), "a list of %d names".formatted(format.classes()));
    }
    String text = new String(in.readNBytes(NAMES_LIMIT), StandardCharsets.UTF_8);
    List<String> names = text.lines().map(String::strip).filter(n -> !n.isEmpty()).toList();
    requireNames(place, names);
    return names;
  }

  private void requireNames(String place, List<String> names) {
    long distinct = names.stream().distinct().count();
    if (names.size() != format.classes() || distinct != format.classes()) {
      throw new DataException(
          place,
          "%d class names, %d of them distinct".formatted(names.size(), distinct),
          "%d distinct ones".formatted(format.classes()));
    }
  }

  /** Takes the classes' names from another form of the data set. */
  void names(String place, List<String> names) {
    requireNames(place, names);
    seen.add(format.namesFile());
    classNames = names;
  }

  /**
   * Takes a file's records from another form of the data set.
   *
   * @param labels one for each record
   * @param pixels of all records
   */
  void records(Part part, String place, int[] labels, byte[] pixels) {
    seen.add(part.name());
    for (Split split : List.of(train, test)) {
      int first = 0;
      for (Part other : split.parts) {
        if (other.equals(part)) {
          for (int i = 0; i < labels.length; i++) {
            requireLabel(place, labels[i], i);
            split.labels[first + i] = labels[i];
          }
          System.arraycopy(pixels, 0, split.pixels, first * CifarFormat.PIXELS, pixels.length);
        }
        first += other.records();
      }
    }
  }

  private void requireLabel(String place, int label, int record) {
    if (label < 0 || label >= format.classes()) {
      throw new DataException(
          place,
          "label %d in record %,d".formatted(label, record),
          "0 to %d".formatted(format.classes() - 1));
    }
  }

  /** The wanted files that have not been read. */
  List<String> missing() {
    return Stream.concat(format.parts().stream().map(Part::name), Stream.of(format.namesFile()))
        .filter(name -> !seen.contains(name))
        .toList();
  }

  /**
   * Checks that every class has its share of the images.
   *
   * @param place what to call the data set in messages
   */
  void checkClasses(String place) {
    checkClasses(place, "training", train);
    checkClasses(place, "test", test);
  }

  private void checkClasses(String place, String which, Split split) {
    int[] counts = new int[format.classes()];
    for (int label : split.labels) {
      counts[label]++;
    }
    int expected = split.labels.length / format.classes();
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] != expected) {
        throw new DataException(
            place,
            "%,d %s images of class %d (%s)".formatted(counts[c], which, c, classNames.get(c)),
            String.format(Locale.ROOT, "%,d", expected));
      }
    }
  }

  ImageSet train() {
    return images(train);
  }

  ImageSet test() {
    return images(test);
  }

  private ImageSet images(Split split) {
    return new ImageSet(
        split.pixels,
        split.labels,
        CifarFormat.CHANNELS,
        CifarFormat.SIDE,
        CifarFormat.SIDE,
        classNames);
  }
}
