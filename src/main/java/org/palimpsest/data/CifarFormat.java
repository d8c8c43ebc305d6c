package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CIFAR-10 and CIFAR-100 in their official binary form, as the archive or unpacked, or unpacked in
 * their form for Python. A record is one or two label bytes, the finest last, and 3 x 32 x 32
 * pixels, channel first.
 *
 * <p>Source: A. Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images.
 *
 * @param archive as published
 * @param folder its folder when unpacked
 * @param labelBytes per record; the last one is the label
 * @param namesFile class names, one a line
 * @param train files of training records, in order
 * @param test files of test records, in order
 * @param pickles the form for Python, if there is one
 * @param superclasses the program's list of the class names' groups, if they have any
 */
record CifarFormat(
    PublishedFile archive,
    String folder,
    int labelBytes,
    String namesFile,
    int classes,
    List<Part> train,
    List<Part> test,
    Normalization normalization,
    Optional<CifarPickles> pickles,
    Optional<String> superclasses)
    implements Format {

  static final int CHANNELS = 3;
  static final int SIDE = 32;
  static final int PIXELS = CHANNELS * SIDE * SIDE;

  /**
   * One file of records.
   *
   * @param sha256 of the published file
   */
  record Part(String name, int records, String sha256) {}

  CifarFormat {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  int recordBytes() {
    return labelBytes + PIXELS;
  }

  List<Part> parts() {
    return Stream.concat(train.stream(), test.stream()).toList();
  }

  @Override
  public Optional<List<Path>> find(Path root) {
    Path packed = root.resolve(archive.name());
    if (Files.isRegularFile(packed)) {
      return Optional.of(List.of(packed));
    }
    Path unpacked = root.resolve(folder);
    if (Files.isDirectory(unpacked)) {
      return Optional.of(unpacked(unpacked));
    }
    // The data folder may be the unpacked archive itself.
    boolean itself = parts().stream().allMatch(p -> Files.isRegularFile(root.resolve(p.name())));
    return itself ? Optional.of(unpacked(root)) : pickles.flatMap(form -> form.find(root, parts()));
  }

  private List<Path> unpacked(Path unpacked) {
    List<Path> files = new ArrayList<>();
    parts().forEach(part -> files.add(unpacked.resolve(part.name())));
    files.add(unpacked.resolve(namesFile));
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new DataException(file, "no such file", "it, as in " + archive.name());
      }
    }
    return files;
  }

  @Override
  public LoadedDataset read(String name, List<Path> files) {
    var records = new CifarRecords(this);
    List<SourceFile> sources = sources(files, records);
    List<String> notes = new ArrayList<>();
    for (SourceFile source : sources) {
      publishedSha256(source)
          .filter(published -> !source.asPublished())
          .ifPresent(published -> notes.add(Notes.notAsPublished(source, published)));
    }
    var dataset =
        new Dataset(
            name,
            records.train(),
            records.test(),
            normalization,
            Notes.sha256(sources),
            Map.of(),
            Optional.empty(),
            superclasses
                .map(list -> PublishedSplit.groups(list, records.train().classNames()))
                .orElse(List.of()));
    return new LoadedDataset(dataset, sources, notes);
  }

  private List<SourceFile> sources(List<Path> files, CifarRecords records) {
    if (files.size() == 1) {
      return List.of(CifarFiles.readArchive(this, files.get(0), records));
    }
    return pickles
        .filter(form -> form.isTheirs(files))
        .map(form -> form.read(files, parts(), records))
        .orElseGet(() -> CifarFiles.readUnpacked(this, files, records));
  }

  private Optional<String> publishedSha256(SourceFile source) {
    String file = String.valueOf(source.path().getFileName());
    Stream<Part> known =
        Stream.concat(parts().stream(), Stream.of(new Part(archive.name(), 0, archive.sha256())));
    return known.filter(part -> part.name().equals(file)).map(Part::sha256).findFirst();
  }

  @Override
  public List<PublishedFile> published() {
    return List.of(archive);
  }

  @Override
  public String wanted() {
    return "%s, or the folder %s unpacked from it%s"
        .formatted(
            archive.name(),
            folder,
            pickles.map(form -> ", or the folder " + form.folder()).orElse(""));
  }
}
