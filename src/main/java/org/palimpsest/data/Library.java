package org.palimpsest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data folders of one person on one machine: finds, fetches and reads data sets there. */
record Library(DataFolders folders, Downloader downloader) {

  LoadedDataset open(DatasetEntry entry, boolean download, DownloadProgress progress) {
    return open(entry, Optional.empty(), download, progress);
  }

  /** The same with its drawings made into images like this. */
  LoadedDataset open(
      DatasetEntry entry, Optional<DrawingForm> form, boolean download, DownloadProgress progress) {
    List<Path> files =
        find(entry, download).orElseGet(() -> fetchAll(entry, download, progress).files());
    return entry.format(form).read(entry.name(), files);
  }

  Fetched fetch(DatasetEntry entry, DownloadProgress progress) {
    return find(entry, true)
        .map(files -> new Fetched(entry.name(), files, List.of()))
        .orElseGet(() -> fetchAll(entry, true, progress));
  }

  Listing list(DatasetEntry entry) {
    try {
      Optional<List<Path>> found = find(entry, false);
      if (found.isEmpty()) {
        boolean offered = !entry.published().isEmpty();
        return new Listing(
            entry,
            offered ? Listing.Status.DOWNLOADABLE : Listing.Status.ABSENT,
            List.of(),
            entry.format().wanted());
      }
      return found.get().isEmpty()
          ? new Listing(entry, Listing.Status.EMBEDDED, List.of(), "")
          : new Listing(entry, Listing.Status.PRESENT, found.get(), "");
    } catch (DataException incomplete) {
      return new Listing(
          entry, Listing.Status.INCOMPLETE, List.of(), String.valueOf(incomplete.getMessage()));
    }
  }

  /** Where it is, or that it is going to be fetched; throws if it is nowhere and is not. */
  String place(DatasetEntry entry, boolean download) {
    Optional<List<Path>> found = find(entry, download);
    if (found.isEmpty() && (!download || entry.published().isEmpty())) {
      throw new DataException(missing(entry, download));
    }
    return found
        .map(
            files ->
                files.isEmpty()
                    ? "part of the program"
                    : files.stream().map(Path::toString).collect(Collectors.joining(", ")))
        .orElseGet(
            () ->
                "not on this machine; fetched into %s when it is needed"
                    .formatted(folders.downloads()));
  }

  /**
   * Looks in each folder.
   *
   * @param download whether what is missing in the folder for downloads can be completed
   */
  private Optional<List<Path>> find(DatasetEntry entry, boolean download) {
    boolean completable = download && !entry.published().isEmpty();
    for (Path folder : folders.searched()) {
      try {
        Optional<List<Path>> found = entry.format().find(folder);
        if (found.isPresent()) {
          return found;
        }
      } catch (DataException incomplete) {
        if (!completable || !folder.equals(folders.downloads())) {
          throw incomplete;
        }
      }
    }
    return Optional.empty();
  }

  private Fetched fetchAll(DatasetEntry entry, boolean download, DownloadProgress progress) {
    if (!download || entry.published().isEmpty()) {
      throw new DataException(missing(entry, download));
    }
    List<Path> downloaded = new ArrayList<>();
    for (PublishedFile file : entry.published()) {
      Path target = folders.downloads().resolve(file.path());
      if (!Files.exists(target)) {
        downloader.fetch(file, target, progress);
        downloaded.add(target);
      }
    }
    List<Path> files =
        entry
            .format()
            .find(folders.downloads())
            .orElseThrow(
                () -> new IllegalStateException(entry.name() + " is not where it was fetched to"));
    return new Fetched(entry.name(), files, downloaded);
  }

  private String missing(DatasetEntry entry, boolean download) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s is not on this machine: looked for %s in %s."
            .formatted(entry.name(), entry.format().wanted(), folders.searched()));
    if (!entry.published().isEmpty() && !download) {
      text.append(" Downloads are switched off (data.download = false).");
    }
    for (PublishedFile file : entry.published()) {
      text.append(
          "%n  Put %s at %s."
              .formatted(file.description(), folders.downloads().resolve(file.path())));
    }
    return text.toString();
  }
}
