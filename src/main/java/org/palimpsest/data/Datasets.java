package org.palimpsest.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All data sets known by name, and one's own folders: listed, fetched, verified and read. */
public final class Datasets {

  /** In the order in which a person sees them. */
  public static final List<DatasetEntry> ALL = Catalogue.ALL;

  private static final Logger LOG = LoggerFactory.getLogger(Datasets.class);

  /** What images of many sizes become when they are only checked. */
  private static final ImageFit CHECKED = ImageFit.square(8);

  private Datasets() {}

  /** Names that configurations may use. */
  public static List<String> names() {
    return ALL.stream().map(DatasetEntry::name).toList();
  }

  /** The data set of this name, if there is one. */
  public static Optional<DatasetEntry> entry(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** What is known before anything is read: nothing of one's own folder, or of one's own split. */
  public static Optional<DatasetSize> size(DatasetSpec spec) {
    return spec.folder().isPresent()
        ? Optional.empty()
        : entry(spec.name())
            .flatMap(entry -> entry.size(spec))
            .map(size -> spec.turned() ? size.turned() : size);
  }

  /**
   * Reads a data set and logs what a person should know of it.
   *
   * @param progress told of a download, if there has to be one, and of the images of a folder
   * @throws DataException if it is nowhere and cannot be fetched, or is damaged; the message names
   *     the file, what was found and what was expected
   */
  public static Dataset load(DatasetSpec spec, DownloadProgress progress) {
    LoadedDataset loaded = open(spec, progress);
    loaded.notes().forEach(note -> LOG.warn("{}", note));
    return loaded.dataset();
  }

  private static Dataset plain(Dataset dataset) {
    return dataset.with(Normalization.identity(dataset.train().channels()));
  }

  /** Reads a data set and tells its sources; throws like {@link #load}. */
  public static LoadedDataset open(DatasetSpec spec, DownloadProgress progress) {
    LoadedDataset whole =
        spec.folder()
            .map(folder -> FolderReader.read(folder, progress))
            .orElseGet(
                () ->
                    library(spec.root())
                        .open(required(spec.name()), spec.drawings(), spec.download(), progress));
    Dataset dataset = whole.dataset();
    requireEveryClass(dataset);
    if (spec.split().isPresent()) {
      dataset = SplitView.of(dataset, spec.split().get());
    }
    if (spec.turned()) {
      dataset = QuarterTurns.of(dataset);
    }
    return new LoadedDataset(
        spec.normalized() ? dataset : plain(dataset), whole.sources(), whole.notes());
  }

  /**
   * Labels that are all alike are as good as any to whoever reads them one by one.
   *
   * @throws DataException naming classes that have no image at all
   */
  static void requireEveryClass(Dataset dataset) {
    boolean[] found = new boolean[dataset.classes()];
    for (ImageSet images : List.of(dataset.train(), dataset.test())) {
      for (int i = 0; i < images.size(); i++) {
        found[images.label(i)] = true;
      }
    }
    List<String> empty =
        IntStream.range(0, found.length)
            .filter(label -> !found[label])
            .mapToObj(dataset.train().classNames()::get)
            .toList();
    if (!empty.isEmpty()) {
      throw new DataException(
          "data set %s: %d of its %d classes have no image, such as %s; its labels are damaged"
              .formatted(dataset.name(), empty.size(), found.length, empty.get(0)));
    }
  }

  /**
   * Reads and checks all of a data set that is on this machine; fetches nothing. Images of many
   * sizes are no damage: who learns from them says to which size they are brought.
   *
   * @throws DataException if it is missing or damaged
   */
  public static Verification verify(DatasetSpec spec) {
    DatasetSpec local = spec.withoutDownload();
    try {
      return Verification.of(open(local, DownloadProgress.NONE));
    } catch (OtherSizesException e) {
      LoadedDataset small = open(local.fitted(CHECKED), DownloadProgress.NONE);
      return Verification.ofMany(small, e.extremes());
    }
  }

  /**
   * Fetches a data set unless it is on this machine.
   *
   * @param root {@code data.root}
   * @throws DataException if it cannot be fetched, saying what to do by hand
   */
  public static Fetched fetch(String name, Optional<Path> root, DownloadProgress progress) {
    return library(root).fetch(required(name), progress);
  }

  /**
   * Says of each data set whether it is on this machine.
   *
   * @param root {@code data.root}
   */
  public static List<Listing> list(Optional<Path> root) {
    Library library = library(root);
    return ALL.stream().map(library::list).toList();
  }

  /**
   * Says where a data set is that is to be read; looks for its files and opens none.
   *
   * @throws DataException if it is nowhere, and is not to be fetched
   */
  public static String place(DatasetSpec spec) {
    if (spec.folder().isPresent()) {
      return FolderReader.existing(spec.folder().get()).toString();
    }
    return library(spec.root()).place(required(spec.name()), spec.download());
  }

  private static Library library(Optional<Path> root) {
    return new Library(DataFolders.of(root), Downloader.PATIENT);
  }

  private static DatasetEntry required(String name) {
    return entry(name)
        .orElseThrow(
            () ->
                new DataException(
                    "no data set is called \"%s\"; there are %s, and folders of images"
                        .formatted(name, String.join(", ", names()))));
  }
}
