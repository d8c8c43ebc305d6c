package org.palimpsest.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.CifarFormat.Part;

/**
 * CIFAR in its form for Python, unpacked, as torchvision leaves it: a pickle in place of each
 * binary file, with the same images in the same order.
 *
 * @param folder of the pickles
 * @param namesFile the pickle with the classes' names
 * @param labels under which key a file of images has its labels
 * @param names under which key the classes' names are
 */
record CifarPickles(String folder, String namesFile, String labels, String names) {

  private static final int BUFFER = 1 << 16;

  /** What a file holds besides its pixels: labels and file names. */
  private static final long SLACK = 16L << 20;

  /** The pickle that stands for a binary file. */
  private static String name(Part part) {
    return part.name().replaceFirst("\\.bin$", "");
  }

  /** All files in one data folder; empty if none of them is there. */
  Optional<List<Path>> find(Path root, List<Part> parts) {
    Path inside = root.resolve(folder);
    if (Files.isDirectory(inside)) {
      List<Path> files = files(inside, parts);
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          throw new DataException(file, "no such file", "it, as in the archive for Python");
        }
      }
      return Optional.of(files);
    }
    // The data folder may be the unpacked archive itself.
    List<Path> files = files(root, parts);
    return files.stream().allMatch(Files::isRegularFile) ? Optional.of(files) : Optional.empty();
  }

  private List<Path> files(Path inside, List<Part> parts) {
    List<Path> files = new ArrayList<>();
    parts.forEach(part -> files.add(inside.resolve(name(part))));
    files.add(inside.resolve(namesFile));
    return files;
  }

  /** Whether {@link #find} found these, and not another form's. */
  boolean isTheirs(List<Path> files) {
    return files.get(files.size() - 1).endsWith(namesFile);
  }

  /** Reads what {@link #find} found. */
  List<SourceFile> read(List<Path> files, List<Part> parts, CifarRecords records) {
    List<SourceFile> sources = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      Optional<Part> part = i < parts.size() ? Optional.of(parts.get(i)) : Optional.empty();
      long pixels = part.map(some -> (long) some.records() * CifarFormat.PIXELS).orElse(0L);
      try (var hashing = HashingInput.of(file);
          var in = new BufferedInputStream(hashing, BUFFER)) {
        Map<String, Object> content = Pickle.dictionary(in, file.toString(), pixels + SLACK);
        if (part.isPresent()) {
          images(file, part.get(), content, records);
        } else {
          records.names(file.toString(), texts(file, content));
        }
        sources.add(hashing.finish(file, ""));
      } catch (IOException e) {
        throw new DataException(
            file, "a file that cannot be read (" + DataException.reason(e) + ")", "it intact", e);
      }
    }
    records.checkClasses(String.valueOf(files.get(0).getParent()));
    return sources;
  }

  private void images(Path file, Part part, Map<String, Object> content, CifarRecords records) {
    int[] numbers =
        list(file, content, labels).stream()
            .mapToInt(label -> label instanceof Long number ? (int) Math.min(number, 999) : -1)
            .toArray();
    List<Long> shape = List.of((long) part.records(), (long) CifarFormat.PIXELS);
    if (!(content.get("data") instanceof Pickle.Bytes data)
        || !data.shape().equals(shape)
        || numbers.length != part.records()) {
      throw new DataException(
          file,
          "%,d labels and no array of as many images".formatted(numbers.length),
          "%,d labels and an array data of %s bytes".formatted(part.records(), shape));
    }
    records.records(part, file.toString(), numbers, data.content());
  }

  private List<String> texts(Path file, Map<String, Object> content) {
    return list(file, content, names).stream().map(Pickle::text).toList();
  }

  private static List<?> list(Path file, Map<String, Object> content, String key) {
    if (content.get(key) instanceof List<?> list) {
      return list;
    }
    throw new DataException(
        file, "no list " + key, "one among its keys %s".formatted(content.keySet()));
  }
}
