package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Omniglot, straight from its zip files: handwritten characters, a class each, drawn by 20 people.
 *
 * <p>Images are brought from 105 x 105 to 28 x 28 and inverted, so that ink is 255. Classes are
 * called {@code alphabet/character} and come archive by archive, background before evaluation, each
 * in natural order; a class that an earlier archive had is not read again (the two small background
 * archives share the Greek and Latin alphabets). Of each class, the drawings 1 to 15 are training
 * images and 16 to 20 are test images.
 *
 * <p>Source: B. Lake, R. Salakhutdinov and J. Tenenbaum (2015), Human-level concept learning
 * through probabilistic program induction, Science 350; MIT licence.
 */
final class OmniglotFormat implements Format {

  static final int SIDE = 28;
  static final int DRAWINGS = 20;
  static final int TRAIN_DRAWINGS = 15;
  private static final String FOLDER = "omniglot";
  private static final String EVALUATION = "images_evaluation.zip";
  private static final String BACKGROUND = "images_background.zip";

  /** Subsets of the background archive, not read where that is there. */
  private static final List<String> SMALL =
      List.of("images_background_small1.zip", "images_background_small2.zip");

  @Override
  public Optional<List<Path>> find(Path root) {
    Path folder = root.resolve(FOLDER);
    List<Path> files = new ArrayList<>();
    if (Files.isRegularFile(folder.resolve(BACKGROUND))) {
      files.add(folder.resolve(BACKGROUND));
    } else {
      SMALL.stream().map(folder::resolve).filter(Files::isRegularFile).forEach(files::add);
    }
    if (Files.isRegularFile(folder.resolve(EVALUATION))) {
      files.add(folder.resolve(EVALUATION));
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(files);
  }

  @Override
  public LoadedDataset read(String name, List<Path> files) {
    List<SourceFile> sources = new ArrayList<>();
    Map<String, List<Picture>> classes = new LinkedHashMap<>();
    for (Path file : files) {
      OmniglotArchive archive = OmniglotArchive.read(file, SIDE);
      sources.add(archive.source());
      archive
          .drawings()
          .forEach(
              (character, drawings) -> {
                requireAll(file + " folder " + character, drawings.keySet());
                classes.putIfAbsent(character, List.copyOf(drawings.values()));
              });
    }
    List<LabelledPicture> train = new ArrayList<>();
    List<LabelledPicture> test = new ArrayList<>();
    int label = 0;
    for (List<Picture> drawings : classes.values()) {
      for (int i = 0; i < DRAWINGS; i++) {
        (i < TRAIN_DRAWINGS ? train : test).add(new LabelledPicture(drawings.get(i), label));
      }
      label++;
    }
    List<String> names = List.copyOf(classes.keySet());
    var dataset =
        new Dataset(
            name,
            LabelledPicture.toImages(FOLDER, train, names),
            LabelledPicture.toImages(FOLDER, test, names),
            Normalization.identity(1),
            Notes.sha256(sources));
    return new LoadedDataset(dataset, sources, List.of());
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
    return ("the folder %s with %s (or one or both of %s) and %s from"
            + " https://github.com/brendenlake/omniglot/tree/master/python")
        .formatted(FOLDER, BACKGROUND, String.join(", ", SMALL), EVALUATION);
  }
}
