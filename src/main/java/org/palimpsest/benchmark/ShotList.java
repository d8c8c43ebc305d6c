package org.palimpsest.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.data.ContentDigest;
import org.palimpsest.data.DataException;
import org.palimpsest.data.ImageSet;

/**
 * Which training images the novel sessions get, read from a list as papers publish it: indices into
 * the data set's training images in its publisher's order, from 0, separated by white space or
 * commas over any number of lines; or, where images are files, a path a line, such as CEC's for
 * CUB-200 and miniImageNet, of which as much counts as tells the image from all others, from the
 * file's name on. {@code #} begins a comment. An image's own label says which class, hence which
 * session, it is for, so that the same list serves any class order.
 *
 * <p>A folder holds one such file per session, under the names that TOPIC and CEC gave them: {@code
 * session_2.txt} is the first novel session, {@code session_1.txt} is the base session and not
 * read.
 *
 * <p>Indices of classes beyond the experiment's last session are skipped. Everything else that does
 * not fit is refused with its file and line.
 */
final class ShotList {

  private final ImageSet train;
  private final Map<Integer, Integer> sessionOfLabel;
  private final int shots;
  private final ImagePaths paths;
  private final Map<Integer, List<Integer>> byLabel = new HashMap<>();
  private final Map<Integer, String> placeOfImage = new HashMap<>();

  private ShotList(ImageSet train, Map<Integer, Integer> sessionOfLabel, int shots) {
    this.train = train;
    this.sessionOfLabel = sessionOfLabel;
    this.shots = shots;
    paths = new ImagePaths(train.files());
  }

  /**
   * Reads a file or folder.
   *
   * @param sessionOfLabel the session of each label that the experiment uses
   * @param shots how many images each novel class must have
   * @return ascending image indices by label, for each label of sessions 1 and later
   * @throws DataException naming file and line
   */
  static Map<Integer, int[]> read(
      Path path, ImageSet train, Map<Integer, Integer> sessionOfLabel, int shots) {
    ShotList list = new ShotList(train, sessionOfLabel, shots);
    int last = sessionOfLabel.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    files(path, last).forEach(list::file);
    return list.complete(path);
  }

  /**
   * Digests what {@link #read} would read.
   *
   * @param sessions how many novel sessions there are
   * @return SHA-256 over the files, lower-case hexadecimal
   * @throws DataException if one of them cannot be read
   */
  static String sha256(Path path, int sessions) {
    ContentDigest digest = new ContentDigest();
    files(path, sessions).forEach(file -> digest.add(content(file)));
    return digest.hex();
  }

  private static List<Path> files(Path path, int sessions) {
    return Files.isDirectory(path)
        ? IntStream.rangeClosed(1, sessions)
            .mapToObj(t -> path.resolve("session_%s.txt".formatted(t + 1)))
            .toList()
        : List.of(path);
  }

  private static byte[] content(Path file) {
    try {
      DataException.requireFile(file, "a list of shots");
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException("%s: cannot be read as a list of shots".formatted(file), e);
    }
  }

  private void file(Path file) {
    List<String> lines;
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content(file)));
      lines = text.toString().lines().toList();
    } catch (CharacterCodingException e) {
      throw new DataException("%s: not a text of image indices".formatted(file), e);
    }
    for (int number = 1; number <= lines.size(); number++) {
      String place = "%s:%s".formatted(file, number);
      String text = lines.get(number - 1).replaceFirst("#.*", "").strip();
      if (isPath(text)) {
        add(paths.image(text, place), place);
        continue;
      }
      for (String index : text.isEmpty() ? new String[0] : text.split("[\\s,]+")) {
        add(index(index, place), place);
      }
    }
  }

  /** Whether a line is a path and not a list of numbers. */
  private boolean isPath(String text) {
    return !train.files().isEmpty() && !text.isEmpty() && !text.matches("[-+0-9\\s,]+");
  }

  private void add(int image, String place) {
    int label = train.label(image);
    Integer session = sessionOfLabel.get(label);
    if (session == null) {
      return;
    }
    if (session == 0) {
      throw new DataException(
          ("%s: image %d is of class %s, which belongs to the base session; expected a class of a"
                  + " novel session. A list made for another class order, or for a file whose"
                  + " images are in another order, does not fit")
              .formatted(place, image, name(label)));
    }
    String earlier = placeOfImage.putIfAbsent(image, place);
    if (earlier != null) {
      throw new DataException(
          "%s: image %d is already listed at %s".formatted(place, image, earlier));
    }
    byLabel.computeIfAbsent(label, l -> new ArrayList<>()).add(image);
  }

  private int index(String text, String place) {
    int image;
    try {
      image = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new DataException(
          "%s: found \"%s\", expected the index of a training image".formatted(place, text), e);
    }
    if (image < 0 || image >= train.size()) {
      throw new DataException(
          "%s: found image %d, expected 0 to %d".formatted(place, image, train.size() - 1));
    }
    return image;
  }

  private Map<Integer, int[]> complete(Path path) {
    Map<Integer, int[]> chosen = new HashMap<>();
    sessionOfLabel.forEach(
        (label, session) -> {
          if (session > 0) {
            int[] images =
                byLabel.getOrDefault(label, List.of()).stream().mapToInt(i -> i).toArray();
            if (images.length != shots) {
              throw new DataException(
                  "%s: lists %d images of class %s, expected %d (session %d)"
                      .formatted(path, images.length, name(label), shots, session));
            }
            Arrays.sort(images);
            chosen.put(label, images);
          }
        });
    return chosen;
  }

  private String name(int label) {
    return "%d (%s)".formatted(label, train.classNames().get(label));
  }
}
