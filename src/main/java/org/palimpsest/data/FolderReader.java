package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.palimpsest.data.ClassSplit.Role;
import org.palimpsest.data.PictureFiles.Labelled;
import org.palimpsest.tensor.Seeds;

/** Reads a folder of one's own images; see {@link FolderSpec}. */
final class FolderReader {

  private static final List<String> HELD_OUT = List.of("test", "val", "validation");

  private final FolderSpec spec;
  private final DecodedCache cache;
  private final DownloadProgress progress;

  private FolderReader(FolderSpec spec, DecodedCache cache, DownloadProgress progress) {
    this.spec = spec;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Reads every image once. Labels are the positions of the class names in natural order.
   *
   * @param progress told of every image
   * @throws DataException naming images that are damaged or of another size
   */
  static LoadedDataset read(FolderSpec spec, DownloadProgress progress) {
    return new FolderReader(spec, DecodedCache.ofUser(), progress).read();
  }

  /** The same, silently. */
  static LoadedDataset read(FolderSpec spec) {
    return read(spec, DownloadProgress.NONE);
  }

  /** The same with this cache of decoded images. */
  static LoadedDataset read(FolderSpec spec, DecodedCache cache) {
    return new FolderReader(spec, cache, DownloadProgress.NONE).read();
  }

  /**
   * The folder.
   *
   * @throws DataException if there is none
   */
  static Path existing(FolderSpec spec) {
    if (!Files.isDirectory(spec.folder())) {
      throw new DataException(
          spec.folder(), "no such folder", "one with a folder of images per class");
    }
    return spec.folder();
  }

  private LoadedDataset read() {
    Path root = existing(spec);
    if (spec.cut().isPresent()) {
      return readCut(CutFolder.of(root, spec.cut().get()));
    }
    Path train = root.resolve("train");
    Path test = test(root);
    boolean hasTrain = Files.isDirectory(train);
    boolean hasTest = Files.isDirectory(test);
    if (hasTrain != hasTest) {
      throw new DataException(
          root,
          hasTrain ? "train/ alone" : test.getFileName() + "/ alone",
          "both train/ and test/ (or val/), or neither");
    }
    return hasTrain ? readBoth(folders(train), folders(test)) : readAndSplit(folders(root));
  }

  private ClassFolders folders(Path folder) {
    return ClassFolders.of(folder, spec.layout());
  }

  /** Where the test images are: who has no {@code test/} tests with what is held out. */
  private static Path test(Path root) {
    return HELD_OUT.stream()
        .map(root::resolve)
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(root.resolve(HELD_OUT.get(0)));
  }

  private LoadedDataset readCut(CutFolder folder) {
    List<Labelled> train = new ArrayList<>(folder.files(Role.BACKGROUND));
    train.addAll(folder.files(Role.VALIDATION));
    LoadedDataset loaded =
        load(train, folder.files(Role.TEST), folder.classNames(), folder.leftOut());
    Dataset dataset = loaded.dataset();
    ClassSplit split = folder.split();
    int background = 0;
    for (int i = 0; i < dataset.train().size(); i++) {
      background += dataset.train().label(i) < split.background().size() ? 1 : 0;
    }
    ContentDigest digest = new ContentDigest().add(dataset.sha256());
    for (Role role : Role.values()) {
      digest.add(role.text());
      split.of(role).forEach(digest::add);
    }
    return new LoadedDataset(
        new Dataset(
            dataset.name(),
            dataset.train(),
            dataset.test(),
            Normalization.of(dataset.train(), background),
            digest.hex(),
            dataset.leftOut(),
            Optional.of(split),
            List.of()),
        loaded.sources(),
        loaded.notes());
  }

  private LoadedDataset readBoth(ClassFolders train, ClassFolders test) {
    if (!train.classNames().equals(test.classNames())) {
      List<String> missing = new ArrayList<>(train.classNames());
      missing.removeAll(test.classNames());
      List<String> additional = new ArrayList<>(test.classNames());
      additional.removeAll(train.classNames());
      throw new DataException(
          test.root(),
          "other classes than in train/ (missing %s, additional %s)".formatted(missing, additional),
          "the same %d".formatted(train.classNames().size()));
    }
    List<Labelled> trainFiles = labelled(train);
    List<Labelled> testFiles = labelled(test);
    LeftOut leftOut = new LeftOut();
    leftOut.add(train.leftOut());
    leftOut.add(test.leftOut());
    for (Path entry : ClassFolders.list(spec.folder())) {
      if (!entry.equals(train.root()) && !entry.equals(test.root())) {
        ClassFolders.below(entry, LeftOut.Reason.BESIDE_SPLIT, leftOut);
      }
    }
    LoadedDataset loaded = load(trainFiles, testFiles, train.classNames(), leftOut);
    if (test.root().endsWith(HELD_OUT.get(0))) {
      return loaded;
    }
    List<String> notes = new ArrayList<>(loaded.notes());
    notes.add("%s has no test/; %s is tested with".formatted(spec.folder(), test.root()));
    return new LoadedDataset(loaded.dataset(), loaded.sources(), notes);
  }

  private static List<Labelled> labelled(ClassFolders folders) {
    List<Labelled> all = new ArrayList<>();
    for (List<Path> files : folders.files().values()) {
      int label = all.isEmpty() ? 0 : all.get(all.size() - 1).label() + 1;
      files.forEach(file -> all.add(new Labelled(file, label)));
    }
    return all;
  }

  /**
   * Splits each class by itself. The draw depends on the seed, the class's name and its number of
   * images alone, so that another class in the folder changes nothing.
   */
  private LoadedDataset readAndSplit(ClassFolders folders) {
    List<Labelled> train = new ArrayList<>();
    List<Labelled> test = new ArrayList<>();
    int label = 0;
    for (Map.Entry<String, List<Path>> entry : folders.files().entrySet()) {
      List<Path> files = entry.getValue();
      if (files.size() < 2) {
        throw new DataException(
            folders.root().resolve(entry.getKey()),
            "1 image",
            "at least 2, one to train and one to test");
      }
      RandomGenerator random =
          new Seeds(spec.seed()).generator("test-split/" + entry.getKey(), files.size());
      boolean[] isTest = draw(files.size(), testImages(files.size(), spec.testFraction()), random);
      for (int i = 0; i < isTest.length; i++) {
        (isTest[i] ? test : train).add(new Labelled(files.get(i), label));
      }
      label++;
    }
    return load(train, test, folders.classNames(), folders.leftOut());
  }

  /** At least one image for each side. */
  private static int testImages(int images, double fraction) {
    return Math.max(1, Math.min(images - 1, (int) Math.round(images * fraction)));
  }

  /** Marks {@code chosen} of {@code size} positions, each subset being equally likely. */
  private static boolean[] draw(int size, int chosen, RandomGenerator random) {
    boolean[] marked = new boolean[size];
    int left = chosen;
    for (int i = 0; i < size; i++) {
      marked[i] = random.nextInt(size - i) < left;
      left -= marked[i] ? 1 : 0;
    }
    return marked;
  }

  private LoadedDataset load(
      List<Labelled> train, List<Labelled> test, List<String> classNames, LeftOut leftOut) {
    PictureFiles.Images images =
        new PictureFiles(spec, train, test, cache, MemoryBudget.ofProcess(), progress)
            .read(classNames);
    images.bad().keySet().forEach(file -> leftOut.add(LeftOut.Reason.BAD, file, 1));
    SourceFile source = images.source();
    var dataset =
        new Dataset(
            spec.name(),
            images.train(),
            images.test(),
            Normalization.of(images.train()),
            source.sha256(),
            leftOut.counts());
    int used = images.train().size() + images.test().size();
    List<String> notes = leftOut.sentence(spec.folder(), used).stream().toList();
    return new LoadedDataset(dataset, List.of(source), notes);
  }
}
