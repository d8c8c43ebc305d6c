package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Omniglot, straight from its zip files: handwritten characters, a class each, drawn by 20 people.
 *
 * <p>Images are brought from 105 x 105 to another size, usually inverted, so that ink is 255; what
 * they come to is kept for the next time. Classes are called {@code alphabet/character} and come
 * archive by archive, background before evaluation, each in natural order; a class that an earlier
 * archive had is not read again (the two small background archives share the Greek and Latin
 * alphabets). Of each class, the drawings 1 to 15 are training images and 16 to 20 are test images.
 *
 * <p>Source: B. Lake, R. Salakhutdinov and J. Tenenbaum (2015), Human-level concept learning
 * through probabilistic program induction, Science 350; MIT licence.
 */
final class OmniglotFormat implements Format {

  static final int DRAWINGS = 20;
  static final int TRAIN_DRAWINGS = 15;
  private static final String FOLDER = "omniglot";

  /** As torchvision calls it. */
  private static final List<String> FOLDERS = List.of(FOLDER, "omniglot-py");

  private static final String EVALUATION = "images_evaluation.zip";
  private static final String BACKGROUND = "images_background.zip";

  /** Subsets of the background archive, not read where that is there. */
  private static final List<String> SMALL =
      List.of("images_background_small1.zip", "images_background_small2.zip");

  private final DrawingForm form;
  private final DecodedCache cache;

  OmniglotFormat(DrawingForm form) {
    this(form, DecodedCache.ofUser());
  }

  OmniglotFormat(DrawingForm form, DecodedCache cache) {
    this.form = form;
    this.cache = cache;
  }

  @Override
  public Optional<List<Path>> find(Path root) {
    return FOLDERS.stream()
        .map(root::resolve)
        .map(OmniglotFormat::files)
        .filter(files -> !files.isEmpty())
        .findFirst();
  }

  private static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    packedOrNot(folder, BACKGROUND).ifPresent(files::add);
    if (files.isEmpty()) {
      SMALL.forEach(small -> packedOrNot(folder, small).ifPresent(files::add));
    }
    packedOrNot(folder, EVALUATION).ifPresent(files::add);
    return files;
  }

  /** The archive, or the folder that it is unpacked in. */
  private static Optional<Path> packedOrNot(Path folder, String archive) {
    Path packed = folder.resolve(archive);
    Path unpacked = folder.resolve(archive.replaceFirst("\\.zip$", ""));
    return Files.isRegularFile(packed)
        ? Optional.of(packed)
        : Files.isDirectory(unpacked) ? Optional.of(unpacked) : Optional.empty();
  }

  @Override
  public LoadedDataset read(String name, List<Path> files) {
    List<OmniglotArchive> archives = files.stream().map(OmniglotArchive::of).toList();
    Set<String> seen = new LinkedHashSet<>();
    Map<OmniglotArchive, Map<String, Integer>> positions = new LinkedHashMap<>();
    int drawings = 0;
    for (OmniglotArchive archive : archives) {
      Map<String, Integer> own = new LinkedHashMap<>();
      for (Map.Entry<String, SortedMap<Integer, String>> character :
          archive.drawings().entrySet()) {
        requireAll(
            archive.source().path() + " folder " + character.getKey(),
            character.getValue().keySet());
        if (seen.add(character.getKey())) {
          for (String entry : character.getValue().values()) {
            own.put(entry, drawings++);
          }
        }
      }
      positions.put(archive, own);
    }
    List<String> classes = List.copyOf(seen);
    List<SourceFile> sources = archives.stream().map(OmniglotArchive::source).toList();
    byte[] pixels = pixels(sources, positions, drawings);
    var dataset =
        new Dataset(
            name,
            images(pixels, classes, 0, TRAIN_DRAWINGS),
            images(pixels, classes, TRAIN_DRAWINGS, DRAWINGS),
            Normalization.identity(1),
            Notes.sha256(sources),
            Map.of(),
            Optional.empty(),
            classes.stream().map(c -> c.substring(0, c.indexOf('/'))).toList());
    return new LoadedDataset(dataset, sources, List.of());
  }

  /** All drawings class by class; ink as is wanted. */
  private byte[] pixels(
      List<SourceFile> sources,
      Map<OmniglotArchive, Map<String, Integer>> positions,
      int drawings) {
    ContentDigest key = new ContentDigest().add("omniglot").add(form.filter().name());
    sources.forEach(source -> key.add(source.sha256()));
    key.add(form.side(), drawings);
    ImageSlots slots = new ImageSlots(FOLDER, drawings, form.side() * form.side());
    cache.get(
        key.hex(),
        (long) drawings * DrawingForm.DRAWN_SIDE * DrawingForm.DRAWN_SIDE,
        slots,
        () -> {
          positions.forEach((archive, own) -> archive.decode(own, form, slots));
          return Map.of();
        });
    byte[] pixels = slots.all();
    if (form.brightInk()) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) ~pixels[i]; // 255 - value
      }
    }
    return pixels;
  }

  /** The drawings {@code first .. end - 1} of each class. */
  private ImageSet images(byte[] pixels, List<String> classes, int first, int end) {
    int bytes = form.side() * form.side();
    int count = end - first;
    byte[] chosen = new byte[classes.size() * count * bytes];
    int[] labels = new int[classes.size() * count];
    for (int c = 0; c < classes.size(); c++) {
      System.arraycopy(
          pixels, (c * DRAWINGS + first) * bytes, chosen, c * count * bytes, count * bytes);
      Arrays.fill(labels, c * count, (c + 1) * count, c);
    }
    return new ImageSet(chosen, labels, 1, form.side(), form.side(), classes);
  }

  private static void requireAll(String place, Set<Integer> drawings) {
    Set<Integer> missing = new TreeSet<>();
    for (int d = 1; d <= DRAWINGS; d++) {
      if (!drawings.contains(d)) {
        missing.add(d);
      }
    }
    if (!missing.isEmpty() || drawings.size() != DRAWINGS) {
      throw new DataException(
          place,
          "%d drawings, without %s".formatted(drawings.size(), missing),
          "drawings 1 to " + DRAWINGS);
    }
  }

  @Override
  public List<PublishedFile> published() {
    return List.of();
  }

  @Override
  public String wanted() {
    return ("the folder %s with %s (or one or both of %s) and %s, packed or unpacked, from"
            + " https://github.com/brendenlake/omniglot/tree/master/python")
        .formatted(FOLDER, BACKGROUND, String.join(", ", SMALL), EVALUATION);
  }
}
