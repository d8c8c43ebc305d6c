package org.palimpsest.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palimpsest.disk.Digests;

/** Decodes many image files, several at a time, and puts them into image sets. */
final class PictureFiles {

  /** An image file and the label of its class. */
  record Labelled(Path file, int label) {}

  private sealed interface Outcome {}

  private record Decoded(Picture picture, long bytes, String sha256) implements Outcome {}

  private record Damaged(String found) implements Outcome {}

  private static final int DAMAGED_NAMED = 5;
  private static final String INTACT = "an intact PNG or JPEG image";

  private final Path root;
  private final OptionalInt imageSize;
  private final List<String> classNames;
  private final Map<Path, Decoded> decoded = new LinkedHashMap<>();
  private int channels;

  /**
   * Reads nothing yet.
   *
   * @param root of all the files, which are called by their paths within it
   * @param imageSize height and width to bring images to
   */
  PictureFiles(Path root, OptionalInt imageSize, List<String> classNames) {
    this.root = root;
    this.imageSize = imageSize;
    this.classNames = classNames;
  }

  /**
   * Reads all files. If any image has colours, all get three channels.
   *
   * @throws DataException naming the damaged ones, and those of another size than the first
   */
  void read(List<Labelled> train, List<Labelled> test) {
    List<Path> files = Stream.of(train, test).flatMap(List::stream).map(Labelled::file).toList();
    // Results keep the order of the files, whichever thread decodes them.
    List<Outcome> outcomes = files.parallelStream().map(this::decode).toList();
    List<String> damaged = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Outcome outcome = outcomes.get(i);
      if (outcome instanceof Decoded image) {
        decoded.put(files.get(i), image);
      } else if (outcome instanceof Damaged image) {
        damaged.add(files.get(i) + ": found " + image.found());
      }
    }
    if (!damaged.isEmpty()) {
      throw new DataException(
          "%d of %,d images are damaged, expected %s each:%n  %s"
              .formatted(
                  damaged.size(),
                  files.size(),
                  INTACT,
                  String.join(
                      System.lineSeparator() + "  ",
                      damaged.subList(0, Math.min(DAMAGED_NAMED, damaged.size())))));
    }
    requireOneSize();
    channels = decoded.values().stream().mapToInt(d -> d.picture().channels()).max().orElse(1);
  }

  private Outcome decode(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      Picture picture = PictureDecoder.decode(content);
      if (imageSize.isPresent()) {
        picture = picture.square().resized(imageSize.getAsInt(), imageSize.getAsInt());
      }
      return new Decoded(picture, content.length, Digests.of(content));
    } catch (IOException e) {
      return new Damaged("a file that cannot be read (" + DataException.reason(e) + ")");
    } catch (PictureDecoder.DamagedException e) {
      return new Damaged(String.valueOf(e.getMessage()));
    }
  }

  private void requireOneSize() {
    Path firstFile = decoded.keySet().iterator().next();
    Picture first = decoded.values().iterator().next().picture();
    decoded.forEach(
        (file, image) -> {
          Picture picture = image.picture();
          if (picture.height() != first.height() || picture.width() != first.width()) {
            throw new DataException(
                file,
                "%d x %d pixels".formatted(picture.height(), picture.width()),
                "%d x %d, as %s has; image-size = N brings all to N x N"
                    .formatted(first.height(), first.width(), firstFile));
          }
        });
  }

  /** An image set in the order of these files, which have been read. */
  ImageSet images(List<Labelled> files) {
    List<LabelledPicture> pictures =
        files.stream().map(file -> new LabelledPicture(picture(file), file.label())).toList();
    return LabelledPicture.toImages(root.toString(), pictures, classNames);
  }

  private Picture picture(Labelled file) {
    Decoded found = decoded.get(file.file());
    if (found == null) {
      throw new IllegalArgumentException(file.file() + " has not been read");
    }
    return channels == 3 ? found.picture().coloured() : found.picture();
  }

  /**
   * The folder as one source: all sizes together, and a checksum over the files and their names.
   */
  SourceFile source() {
    SortedMap<String, String> checksums = new TreeMap<>();
    decoded.forEach(
        (file, image) ->
            checksums.put(root.relativize(file).toString().replace('\\', '/'), image.sha256()));
    long bytes = decoded.values().stream().mapToLong(Decoded::bytes).sum();
    return new SourceFile(
        root, bytes, HashingInput.sha256(checksums.keySet(), checksums.values()), false);
  }
}
