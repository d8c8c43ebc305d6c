package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MNIST and its successors: four IDX files, gzipped or plain, in a folder of their own, since all
 * of them use the same four names.
 *
 * @param folders names of that folder within a data folder, the preferred one first
 * @param side height and width of the images
 */
record IdxFormat(
    List<String> folders,
    Part trainImages,
    Part trainLabels,
    Part testImages,
    Part testLabels,
    int train,
    int test,
    int side,
    List<String> classNames,
    Normalization normalization)
    implements Format {

  /**
   * One of the four files.
   *
   * @param file as published, gzipped
   * @param contentSha256 of what it holds
   */
  record Part(PublishedFile file, String contentSha256) {

    String plainName() {
      return file.name().replaceFirst("\\.gz$", "");
    }
  }

  IdxFormat {
    folders = List.copyOf(folders);
    classNames = List.copyOf(classNames);
  }

  private List<Part> parts() {
    return List.of(trainImages, trainLabels, testImages, testLabels);
  }

  @Override
  public Optional<List<Path>> find(Path root) {
    for (String name : folders) {
      Path folder = root.resolve(name);
      List<Path> found = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (Part part : parts()) {
        Path gzipped = folder.resolve(part.file().name());
        Path plain = folder.resolve(part.plainName());
        if (Files.isRegularFile(gzipped)) {
          found.add(gzipped);
        } else if (Files.isRegularFile(plain)) {
          found.add(plain);
        } else {
          missing.add(part.file().name());
        }
      }
      if (missing.isEmpty()) {
        return Optional.of(found);
      }
      if (!found.isEmpty()) {
        throw new DataException(
            folder, "no " + String.join(", ", missing), "all four files, plain or .gz");
      }
    }
    return Optional.empty();
  }

  @Override
  public LoadedDataset read(String name, List<Path> files) {
    IdxFile trainPixels = IdxFile.read(files.get(0), trainImages, train, side, side);
    IdxFile trainClasses = IdxFile.read(files.get(1), trainLabels, train);
    IdxFile testPixels = IdxFile.read(files.get(2), testImages, test, side, side);
    IdxFile testClasses = IdxFile.read(files.get(3), testLabels, test);
    List<SourceFile> sources = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<IdxFile> read = List.of(trainPixels, trainClasses, testPixels, testClasses);
    for (int i = 0; i < read.size(); i++) {
      SourceFile source = read.get(i).source();
      sources.add(source);
      if (!source.asPublished()) {
        notes.add(Notes.notAsPublished(source, parts().get(i).file().sha256()));
      }
    }
    var dataset =
        new Dataset(
            name,
            images(trainPixels, trainClasses),
            images(testPixels, testClasses),
            normalization,
            Notes.sha256(sources));
    return new LoadedDataset(dataset, sources, notes);
  }

  private ImageSet images(IdxFile pixels, IdxFile classes) {
    int[] labels = new int[classes.values().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = classes.values()[i] & 0xff;
      if (labels[i] >= classNames.size()) {
        throw new DataException(
            classes.source().path(),
            "label %d of image %,d".formatted(labels[i], i),
            "0 to %d".formatted(classNames.size() - 1));
      }
    }
    return new ImageSet(pixels.values(), labels, 1, side, side, classNames);
  }

  @Override
  public List<PublishedFile> published() {
    return parts().stream().map(Part::file).toList();
  }

  @Override
  public String wanted() {
    return "the folder %s with %s"
        .formatted(
            folders.get(0),
            String.join(", ", published().stream().map(PublishedFile::name).toList()));
  }
}
