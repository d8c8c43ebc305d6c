package org.palimpsest.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.palimpsest.data.PictureDecoder.DamagedException;

/**
 * One of Omniglot's zip files; nothing is unpacked.
 *
 * @param drawings names of entries by {@code alphabet/character} in natural order, then by the
 *     drawing's number
 */
record OmniglotArchive(SourceFile source, SortedMap<String, SortedMap<Integer, String>> drawings) {

  private static final Pattern DRAWING =
      Pattern.compile("[^/]+/([^/]+/character[0-9]+)/[0-9]+_([0-9]{1,3})\\.png");
  private static final String WANTED =
      "Omniglot's archive with ALPHABET/characterNN/NNNN_DRAWING.png in it";
  private static final int LARGEST_FILE = 1 << 16;
  private static final int MOST_DRAWINGS = 100_000;

  /**
   * Lists the drawings and reads the file once for its checksum.
   *
   * @throws DataException if it is no such archive
   */
  static OmniglotArchive of(Path file) {
    SortedMap<String, SortedMap<Integer, String>> drawings = new TreeMap<>(NaturalOrder.INSTANCE);
    SourceFile source;
    int found = 0;
    try (var zip = new ZipFile(file.toFile());
        var hashing = HashingInput.of(file)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Matcher name = DRAWING.matcher(entry.getName());
        if (name.matches()) {
          found++;
          drawings
              .computeIfAbsent(name.group(1), character -> new TreeMap<>())
              .put(Integer.parseInt(name.group(2)), entry.getName());
        }
      }
      source = hashing.finish(file, "");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (found == 0 || found > MOST_DRAWINGS) {
      throw new DataException(file, "%,d drawings".formatted(found), WANTED);
    }
    return new OmniglotArchive(source, drawings);
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException(
        file, "a file that cannot be read as zip (" + DataException.reason(e) + ")", WANTED, e);
  }

  /**
   * Decodes drawings, several at a time, ink dark as it is stored.
   *
   * @param positions where each entry goes
   * @throws DataException naming a drawing that is damaged or of another size
   */
  void decode(Map<String, Integer> positions, DrawingForm form, ImageSlots into) {
    Path file = source.path();
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try (var zip = new ZipFile(file.toFile())) {
      for (String name : positions.keySet()) {
        contents.put(name, content(file, zip, new ZipEntry(name)));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    List.copyOf(contents.entrySet()).parallelStream()
        .forEach(
            entry -> {
              Picture drawn = drawing(file, entry.getKey(), entry.getValue());
              Integer position = positions.get(entry.getKey());
              if (position != null) {
                into.put(position, drawn.resized(form.side(), form.side(), form.filter()).pixels());
              }
            });
  }

  private static byte[] content(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(LARGEST_FILE + 1);
      if (content.length > LARGEST_FILE) {
        throw new DataException(
            file + " entry " + entry.getName(),
            "more than %,d bytes".formatted(LARGEST_FILE),
            "a drawing of a few hundred");
      }
      return content;
    }
  }

  private static Picture drawing(Path file, String entry, byte[] content) {
    int side = DrawingForm.DRAWN_SIDE;
    String place = file + " entry " + entry;
    String expected = "a grey image of %d x %d pixels".formatted(side, side);
    Picture drawn;
    try {
      drawn = PictureDecoder.decode(content);
    } catch (DamagedException e) {
      throw new DataException(place, String.valueOf(e.getMessage()), expected);
    }
    if (drawn.height() != side || drawn.width() != side || drawn.channels() != 1) {
      throw new DataException(
          place,
          "%d channels of %d x %d pixels"
              .formatted(drawn.channels(), drawn.height(), drawn.width()),
          expected);
    }
    return drawn;
  }
}
