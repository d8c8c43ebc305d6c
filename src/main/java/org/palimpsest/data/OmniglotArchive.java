package org.palimpsest.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * @param drawings by {@code alphabet/character} in natural order, then by the drawing's number
 */
record OmniglotArchive(SourceFile source, SortedMap<String, SortedMap<Integer, Picture>> drawings) {

  static final int DRAWN_SIDE = 105;

  private static final Pattern DRAWING =
      Pattern.compile("[^/]+/([^/]+/character[0-9]+)/[0-9]+_([0-9]{1,3})\\.png");
  private static final String WANTED =
      "Omniglot's archive with ALPHABET/characterNN/NNNN_DRAWING.png in it";
  private static final int LARGEST_FILE = 1 << 16;
  private static final int MOST_DRAWINGS = 100_000;

  /**
   * Reads all drawings, inverts them and brings them to {@code side x side}.
   *
   * @throws DataException naming a drawing that is damaged or of another size, or the archive
   */
  static OmniglotArchive read(Path file, int side) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    SourceFile source;
    try (var zip = new ZipFile(file.toFile());
        var hashing = HashingInput.of(file)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (DRAWING.matcher(entry.getName()).matches()) {
          contents.put(entry.getName(), content(file, zip, entry));
        }
      }
      source = hashing.finish(file, "");
    } catch (IOException e) {
      throw new DataException(
          file, "a file that cannot be read as zip (" + DataException.reason(e) + ")", WANTED, e);
    }
    if (contents.isEmpty() || contents.size() > MOST_DRAWINGS) {
      throw new DataException(file, "%,d drawings".formatted(contents.size()), WANTED);
    }
    SortedMap<String, SortedMap<Integer, Picture>> drawings = new TreeMap<>(NaturalOrder.INSTANCE);
    List<Map.Entry<String, byte[]>> files = new ArrayList<>(contents.entrySet());
    List<Picture> pictures =
        files.parallelStream().map(e -> picture(file, e.getKey(), e.getValue(), side)).toList();
    for (int i = 0; i < pictures.size(); i++) {
      Matcher name = DRAWING.matcher(files.get(i).getKey());
      if (name.matches()) {
        drawings
            .computeIfAbsent(name.group(1), character -> new TreeMap<>())
            .put(Integer.parseInt(name.group(2)), pictures.get(i));
      }
    }
    return new OmniglotArchive(source, drawings);
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

  private static Picture picture(Path file, String entry, byte[] content, int side) {
    String place = file + " entry " + entry;
    String expected = "a grey image of %d x %d pixels".formatted(DRAWN_SIDE, DRAWN_SIDE);
    Picture drawn;
    try {
      drawn = PictureDecoder.decode(content);
    } catch (DamagedException e) {
      throw new DataException(place, String.valueOf(e.getMessage()), expected);
    }
    if (drawn.height() != DRAWN_SIDE || drawn.width() != DRAWN_SIDE || drawn.channels() != 1) {
      throw new DataException(
          place,
          "%d channels of %d x %d pixels"
              .formatted(drawn.channels(), drawn.height(), drawn.width()),
          expected);
    }
    byte[] ink = drawn.pixels().clone();
    for (int i = 0; i < ink.length; i++) {
      ink[i] = (byte) ~ink[i]; // 255 - value
    }
    return new Picture(1, DRAWN_SIDE, DRAWN_SIDE, ink).resized(side, side);
  }
}
