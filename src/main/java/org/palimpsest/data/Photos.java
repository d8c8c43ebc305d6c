package org.palimpsest.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.palimpsest.data.PictureDecoder.DamagedException;
import org.palimpsest.data.PictureFiles.Labelled;

/**
 * Pictures of one's own for a model that is there, of any sizes and formats, grey and in colour.
 *
 * @param images those that can be read: first the examples, class by class, then those to be told
 *     apart, whose label says nothing
 * @param examples how many examples there are
 * @param files of the images, in their order
 * @param previews small pictures for the screen, of the first of those to be told apart
 * @param bad what was found in each file that cannot be read
 */
public record Photos(
    ImageSet images,
    int examples,
    List<Path> files,
    Map<Path, BufferedImage> previews,
    Map<Path, String> bad) {

  /** Of so many of the pictures to be told apart there are previews. */
  public static final int PREVIEWS = 500;

  private static final int PREVIEW_SIDE = 160;
  private static final String INTACT_EXAMPLE =
      "an intact image: the support is what answers are made of";

  public Photos {
    files = List.copyOf(files);
    previews = Collections.unmodifiableMap(new TreeMap<>(previews));
    bad = Collections.unmodifiableMap(new TreeMap<>(bad));
  }

  /** A file that was read, or what is wrong with it. */
  @SuppressWarnings("ArrayRecordComponent") // lives until it is put among the others
  private record Read(byte[] pixels, Optional<BufferedImage> preview, Optional<String> bad) {}

  /**
   * The image files that somebody names: files as they are, folders with all images below them, in
   * natural order. Photographs of a kind that is not read are among them, to be told of.
   *
   * @throws DataException naming what is not there, or a folder without images
   */
  public static List<Path> find(List<Path> places) {
    List<Path> found = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        int before = found.size();
        below(place, found);
        if (found.size() == before) {
          throw new DataException(place, "no images", ClassFolders.KINDS + " files");
        }
      } else if (Files.exists(place)) {
        found.add(place);
      } else {
        throw new DataException(place, "nothing", "an image, or a folder of images");
      }
    }
    return found;
  }

  private static void below(Path folder, List<Path> found) {
    for (Path entry : ClassFolders.list(folder)) {
      if (Files.isDirectory(entry)) {
        below(entry, found);
      } else if (ClassFolders.isImage(entry) || UnreadKind.isNamed(entry)) {
        found.add(entry);
      }
    }
  }

  /** Reads pictures to be told apart among classes that are known. */
  public static Photos read(List<Path> asked, PhotoForm form) {
    return read(List.of(), List.of("unknown"), asked, form);
  }

  /**
   * Reads examples and pictures to be told apart.
   *
   * @param support has a folder of images for each class
   * @throws DataException if it has not, or an example cannot be read
   */
  public static Photos read(Path support, List<Path> asked, PhotoForm form) {
    ClassFolders folders = ClassFolders.of(support);
    Optional<Path> unread = folders.leftOut().example(LeftOut.Reason.UNREAD_KIND);
    if (unread.isPresent()) {
      throw new DataException(
          unread.get(),
          "a picture in %s, %s".formatted(UnreadKind.NAMES, UnreadKind.ADVICE),
          INTACT_EXAMPLE);
    }
    List<Labelled> examples = new ArrayList<>();
    int label = 0;
    for (List<Path> files : folders.files().values()) {
      for (Path file : files) {
        examples.add(new Labelled(file, label));
      }
      label++;
    }
    Photos all = read(examples, folders.classNames(), asked, form);
    if (all.examples() < examples.size()) {
      Labelled wrong =
          examples.stream()
              .filter(example -> all.bad().containsKey(example.file()))
              .findFirst()
              .orElseThrow();
      throw new DataException(
          wrong.file(), String.valueOf(all.bad().get(wrong.file())), INTACT_EXAMPLE);
    }
    return all;
  }

  private static Photos read(
      List<Labelled> examples, List<String> classNames, List<Path> asked, PhotoForm form) {
    List<Labelled> all = new ArrayList<>(examples);
    asked.forEach(file -> all.add(new Labelled(file, 0)));
    int bytes = form.channels() * form.height() * form.width();
    MemoryBudget.require("these pictures", all.size(), bytes);
    MemoryBudget budget = MemoryBudget.ofProcess();
    List<Read> read =
        IntStream.range(0, all.size())
            .parallel()
            .mapToObj(
                i -> {
                  boolean shown = i >= examples.size() && i < examples.size() + PREVIEWS;
                  return one(all.get(i).file(), form, shown, budget);
                })
            .toList();
    return joined(all, examples.size(), read, bytes, form, classNames);
  }

  private static Photos joined(
      List<Labelled> all,
      int examples,
      List<Read> read,
      int bytes,
      PhotoForm form,
      List<String> classNames) {
    int[] good = IntStream.range(0, read.size()).filter(i -> read.get(i).bad().isEmpty()).toArray();
    byte[] pixels = new byte[good.length * bytes];
    Map<Path, BufferedImage> previews = new TreeMap<>();
    Map<Path, String> bad = new TreeMap<>();
    for (int i = 0; i < good.length; i++) {
      System.arraycopy(read.get(good[i]).pixels(), 0, pixels, i * bytes, bytes);
    }
    for (int i = 0; i < read.size(); i++) {
      Path file = all.get(i).file();
      read.get(i).preview().ifPresent(preview -> previews.put(file, preview));
      read.get(i).bad().ifPresent(why -> bad.put(file, why));
    }
    int[] labels = IntStream.of(good).map(i -> all.get(i).label()).toArray();
    return new Photos(
        new ImageSet(pixels, labels, form.channels(), form.height(), form.width(), classNames),
        (int) IntStream.of(good).filter(i -> i < examples).count(),
        IntStream.of(good).mapToObj(i -> all.get(i).file()).toList(),
        previews,
        bad);
  }

  private static Read one(Path file, PhotoForm form, boolean shown, MemoryBudget budget) {
    try {
      long bytes = Files.size(file);
      if (!Files.isRegularFile(file) || bytes > PictureFiles.LARGEST_FILE) {
        return bad("no regular file of at most %,d bytes".formatted(PictureFiles.LARGEST_FILE));
      }
      byte[] content = Files.readAllBytes(file);
      PictureDecoder.Header header = PictureDecoder.header(content);
      long cost = 2 * bytes + 2 * MemoryBudget.BYTES_PER_PIXEL * header.pixels();
      return budget.within(cost, () -> decoded(content, form, shown));
    } catch (IOException e) {
      return bad("a file that cannot be read (" + DataException.reason(e) + ")");
    } catch (DamagedException e) {
      return bad(String.valueOf(e.getMessage()));
    }
  }

  private static Read decoded(byte[] content, PhotoForm form, boolean shown) {
    try {
      // At as many pixels as it is read where the model learns.
      Picture picture = PictureDecoder.decode(content, form.side(), form.upright());
      OptionalInt enough = OptionalInt.of(PREVIEW_SIDE);
      Optional<BufferedImage> preview =
          shown
              ? Optional.of(
                  PictureDecoder.decode(content, enough, form.upright()).preview(PREVIEW_SIDE))
              : Optional.empty();
      return new Read(form.pixels(picture), preview, Optional.empty());
    } catch (DamagedException e) {
      return bad(String.valueOf(e.getMessage()));
    }
  }

  private static Read bad(String why) {
    return new Read(new byte[0], Optional.empty(), Optional.of(why));
  }

  /** The examples, of classes {@code 0 .. n - 1}. */
  public Samples support(Normalization normalization) {
    return samples(0, examples, normalization);
  }

  /** The pictures to be told apart; their classes say nothing. */
  public Samples asked(Normalization normalization) {
    return samples(examples, files.size(), normalization);
  }

  private Samples samples(int from, int to, Normalization normalization) {
    int[] indices = IntStream.range(from, to).toArray();
    int[] classes = IntStream.of(indices).map(images::label).toArray();
    return new Samples(images, indices, classes, normalization);
  }
}
