package org.palimpsest.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.data.PictureDecoder.DamagedException;
import org.palimpsest.data.PictureDecoder.Header;
import org.palimpsest.disk.Digests;

/**
 * Decodes many image files, several at a time, straight into one array. Every file is read through
 * once for its checksum and its header, so that the array's size is known; and once more where the
 * cache does not know what it decodes to.
 */
final class PictureFiles {

  /** What a file is before it is decoded, or what is wrong with it. */
  private record Found(long bytes, String sha256, @Nullable Header header, @Nullable String bad) {}

  static final long LARGEST_FILE = 1L << 28;

  private final FolderSpec spec;
  private final DecodedCache cache;
  private final DownloadProgress progress;
  private final MemoryBudget budget;
  private final List<Labelled> train;
  private final List<Labelled> test;

  /** Each once, in an order that does not depend on how they are split. */
  private final List<Path> files;

  /** An image file and the label of its class. */
  record Labelled(Path file, int label) {}

  /**
   * All images.
   *
   * @param bad what was found in each file that is left out
   * @param source the folder as one source: all sizes together, and a checksum over the files and
   *     their names
   */
  record Images(ImageSet train, ImageSet test, Map<Path, String> bad, SourceFile source) {}

  /**
   * Reads nothing yet.
   *
   * @param cache of what was decoded before
   * @param budget of what is being read and decoded at once
   * @param progress told of every file, once when it is looked at and once when it is decoded
   */
  PictureFiles(
      FolderSpec spec,
      List<Labelled> train,
      List<Labelled> test,
      DecodedCache cache,
      MemoryBudget budget,
      DownloadProgress progress) {
    this.spec = spec;
    this.cache = cache;
    this.budget = budget;
    this.progress = progress;
    this.train = List.copyOf(train);
    this.test = List.copyOf(test);
    this.files = Stream.of(train, test).flatMap(List::stream).map(Labelled::file).sorted().toList();
  }

  /**
   * Reads all files. If any image has colours, all get three channels.
   *
   * @throws DataException naming those of another size than the first, and all that are no intact
   *     images unless these may be left out
   * @throws NotEnoughMemoryException if they will not fit
   */
  Images read(List<String> classNames) {
    Counter looked = new Counter("looking at", files.size());
    List<Found> found = files.parallelStream().map(file -> looked.after(look(file))).toList();
    List<Integer> good =
        IntStream.range(0, files.size()).filter(i -> found.get(i).bad() == null).boxed().toList();
    Map<Path, String> bad = new TreeMap<>();
    for (int i = 0; i < files.size(); i++) {
      String why = found.get(i).bad();
      if (why != null) {
        bad.put(files.get(i), why);
      }
    }
    if (good.isEmpty()) {
      throw refused(bad);
    }
    int[] size = oneSize(good, found);
    int channels = good.stream().mapToInt(i -> header(found.get(i)).channels()).max().orElse(1);
    int bytes = channels * size[0] * size[1];
    MemoryBudget.require(spec.folder().toString(), good.size(), bytes);
    Set<Path> readable = good.stream().map(files::get).collect(Collectors.toSet());
    List<Labelled> trainFiles = train.stream().filter(l -> readable.contains(l.file())).toList();
    List<Labelled> testFiles = test.stream().filter(l -> readable.contains(l.file())).toList();
    ImageSlots slots =
        new ImageSlots(
            good.stream().map(files::get).toList(), paths(trainFiles), paths(testFiles), bytes);
    Map<Integer, String> broken = decode(good, found, channels, slots);
    broken.forEach((position, why) -> bad.put(files.get(good.get(position)), why));
    if (!bad.isEmpty() && !spec.leaveBadOut()) {
      throw refused(bad);
    }
    return new Images(
        images(slots.train(bad.keySet()), trainFiles, bad, channels, size, classNames),
        images(slots.test(bad.keySet()), testFiles, bad, channels, size, classNames),
        bad,
        source(found));
  }

  /** Tells of files as they are done, in whatever order. */
  private final class Counter {
    private final AtomicInteger done = new AtomicInteger();
    private final String what;
    private final int total;

    Counter(String doing, int total) {
      this.what = "%s %s".formatted(doing, spec.folder().getFileName());
      this.total = total;
    }

    /** Gives on what a file came to. */
    <T> T after(T outcome) {
      progress.images(what, done.incrementAndGet(), total);
      return outcome;
    }
  }

  private static List<Path> paths(List<Labelled> files) {
    return files.stream().map(Labelled::file).toList();
  }

  private ImageSet images(
      byte[] pixels,
      List<Labelled> labelled,
      Map<Path, String> bad,
      int channels,
      int[] size,
      List<String> classNames) {
    List<Labelled> used = labelled.stream().filter(file -> !bad.containsKey(file.file())).toList();
    int[] labels = used.stream().mapToInt(Labelled::label).toArray();
    return new ImageSet(pixels, labels, channels, size[0], size[1], classNames)
        .ofFiles(used.stream().map(file -> relative(file.file())).toList());
  }

  private String relative(Path file) {
    return spec.folder().relativize(file).toString().replace('\\', '/');
  }

  private DataException refused(Map<Path, String> bad) {
    StringBuilder text =
        new StringBuilder(
            "%,d of %,d images cannot be used, expected an intact %s image each, or"
                    .formatted(bad.size(), files.size(), ClassFolders.KINDS)
                + " benchmark.dataset.bad-files = leave-out:");
    bad.forEach((file, why) -> text.append("%n  %s: found %s".formatted(file, why)));
    return new DataException(text.toString());
  }

  private Found look(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return bad(
            Files.isDirectory(file)
                ? "a folder"
                : Files.exists(file) ? "no regular file" : "a link to nothing");
      }
      long bytes = Files.size(file);
      if (bytes > LARGEST_FILE) {
        return bad("%,d bytes, at most %,d are read".formatted(bytes, LARGEST_FILE));
      }
      return budget.within(2 * bytes, () -> lookInto(file));
    } catch (IOException e) {
      return bad(unreadable(e));
    }
  }

  private Found lookInto(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      String sha256 = Digests.of(content);
      try {
        Header header = PictureDecoder.header(content);
        return new Found(content.length, sha256, header, otherChannels(header));
      } catch (DamagedException e) {
        return new Found(content.length, sha256, null, String.valueOf(e.getMessage()));
      }
    } catch (IOException e) {
      return bad(unreadable(e));
    }
  }

  /** What is wrong with an image that has colours or has none; null if nothing is. */
  private @Nullable String otherChannels(Header header) {
    if (spec.channels().isEmpty() || spec.channels().getAsInt() == header.channels()) {
      return null;
    }
    return header.channels() == 1
        ? "a grey image, where channels = 3 wants colours"
        : "an image in colour, where channels = 1 wants grey";
  }

  private static String unreadable(IOException e) {
    return "a file that cannot be read (" + DataException.reason(e) + ")";
  }

  private static Found bad(String why) {
    return new Found(0, "", null, why);
  }

  private static Header header(Found found) {
    Header header = found.header();
    if (header == null) {
      throw new IllegalArgumentException("only images that can be read have a header");
    }
    return header;
  }

  private int[] oneSize(List<Integer> good, List<Found> found) {
    if (spec.fit().isPresent()) {
      return new int[] {spec.fit().get().side(), spec.fit().get().side()};
    }
    int[] first = header(found.get(good.get(0))).size(spec.upright());
    List<Integer> others =
        good.stream()
            .filter(
                i -> {
                  int[] size = header(found.get(i)).size(spec.upright());
                  return size[0] != first[0] || size[1] != first[1];
                })
            .toList();
    if (!others.isEmpty()) {
      int[] other = header(found.get(others.get(0))).size(spec.upright());
      throw new OtherSizesException(
          files.get(others.get(0)),
          "%d x %d pixels (and %d more images of another size)"
              .formatted(other[0], other[1], others.size() - 1),
          "%d x %d, as %s has; image-size = N brings all to N x N"
              .formatted(first[0], first[1], files.get(good.get(0))),
          extremes(good.stream().map(i -> header(found.get(i)).size(spec.upright())).toList()));
    }
    return first;
  }

  /** The sizes with the fewest and the most pixels. */
  private static List<String> extremes(List<int[]> sizes) {
    Comparator<int[]> pixels = Comparator.comparingLong(size -> (long) size[0] * size[1]);
    return Stream.of(Collections.min(sizes, pixels), Collections.max(sizes, pixels))
        .map(size -> "%sx%s".formatted(size[0], size[1]))
        .toList();
  }

  /** What is wrong with images, by position among the good ones. */
  private Map<Integer, String> decode(
      List<Integer> good, List<Found> found, int channels, ImageSlots slots) {
    ContentDigest key =
        new ContentDigest()
            .add("fit %s, upright %s".formatted(spec.fit(), spec.upright()))
            .add(channels, slots.bytesPerImage());
    long pixels = 0;
    for (int i : good) {
      key.add(found.get(i).sha256());
      pixels += header(found.get(i)).pixels();
    }
    return cache.get(
        key.hex(),
        pixels,
        slots,
        () -> {
          Counter decoded = new Counter("decoding", good.size());
          List<Optional<String>> outcomes =
              IntStream.range(0, good.size())
                  .parallel()
                  .mapToObj(
                      p -> {
                        int i = good.get(p);
                        return decoded.after(
                            decode(files.get(i), found.get(i), channels, slots, p));
                      })
                  .toList();
          Map<Integer, String> bad = new TreeMap<>();
          for (int p = 0; p < outcomes.size(); p++) {
            int position = p;
            outcomes.get(p).ifPresent(why -> bad.put(position, why));
          }
          return bad;
        });
  }

  /** Puts an image where it belongs; returns what is wrong with it. */
  private Optional<String> decode(
      Path file, Found found, int channels, ImageSlots to, int position) {
    Header header = header(found);
    OptionalInt wanted =
        spec.fit().isPresent() ? OptionalInt.of(spec.fit().get().resize()) : OptionalInt.empty();
    int step = header.step(wanted);
    long cost =
        2 * found.bytes() + MemoryBudget.BYTES_PER_PIXEL * header.pixels() / ((long) step * step);
    return budget.within(
        cost,
        () -> {
          try {
            byte[] content = Files.readAllBytes(file);
            if (!Digests.of(content).equals(found.sha256())) {
              return Optional.of("a file that changed while it was read");
            }
            Picture picture = PictureDecoder.decode(content, wanted, spec.upright());
            if (spec.fit().isPresent()) {
              picture = spec.fit().get().apply(picture);
            }
            byte[] pixels = (channels == 3 ? picture.coloured() : picture).pixels();
            if (pixels.length != to.bytesPerImage()) {
              return Optional.of("an image that is not what its header says");
            }
            to.put(position, pixels);
            return Optional.empty();
          } catch (IOException e) {
            return Optional.of(unreadable(e));
          } catch (DamagedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
          }
        });
  }

  private SourceFile source(List<Found> found) {
    SortedMap<String, String> checksums = new TreeMap<>();
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      if (!found.get(i).sha256().isEmpty()) {
        checksums.put(relative(files.get(i)), found.get(i).sha256());
        bytes += found.get(i).bytes();
      }
    }
    return new SourceFile(
        spec.folder(), bytes, HashingInput.sha256(checksums.keySet(), checksums.values()), false);
  }
}
