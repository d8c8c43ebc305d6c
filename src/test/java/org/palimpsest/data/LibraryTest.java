package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Digests;

@Timeout(60)
class LibraryTest {

  @TempDir Path folder;

  private Library library() {
    var folders =
        new DataFolders(List.of(folder.resolve("a"), folder.resolve("b")), folder.resolve("b"));
    return new Library(folders, new Downloader(Duration.ofSeconds(2), Duration.ofMillis(1), 2));
  }

  private static DatasetEntry entry(URI from) throws IOException {
    byte[] archive = TinyCifar.archive();
    CifarFormat plain = TinyCifar.format(archive);
    var published =
        new PublishedFile("tiny.tar.gz", archive.length, Digests.of(archive), List.of(from));
    return new DatasetEntry(
        "tiny",
        "for tests",
        Optional.empty(),
        new CifarFormat(
            published,
            plain.folder(),
            plain.labelBytes(),
            plain.namesFile(),
            plain.classes(),
            plain.train(),
            plain.test(),
            plain.normalization(),
            plain.pickles(),
            Optional.empty()));
  }

  private static final URI NOWHERE = URI.create("http://127.0.0.1:1/tiny.tar.gz");

  @Test
  void fetchesWhatIsNowhereAndFindsItAgain() throws IOException {
    try (var server = new FileServer(FileServer.serving(TinyCifar.archive()))) {
      DatasetEntry entry = entry(server.address());
      Path target = folder.resolve("b/tiny.tar.gz");
      assertThat(library().list(entry).status()).isEqualTo(Listing.Status.DOWNLOADABLE);

      LoadedDataset loaded = library().open(entry, true, DownloadProgress.NONE);

      assertThat(loaded.dataset().train().size()).isEqualTo(4);
      assertThat(library().list(entry).status()).isEqualTo(Listing.Status.PRESENT);
      assertThat(library().fetch(entry, DownloadProgress.NONE))
          .isEqualTo(new Fetched("tiny", List.of(target), List.of()));
      Files.delete(target);
      assertThat(library().fetch(entry, DownloadProgress.NONE))
          .isEqualTo(new Fetched("tiny", List.of(target), List.of(target)));
    }
  }

  @Test
  void searchesInOrder() throws IOException {
    for (String name : List.of("b", "a")) {
      Path here = Files.createDirectories(folder.resolve(name));
      Path file = Files.write(here.resolve("tiny.tar.gz"), TinyCifar.archive());
      assertThat(library().list(entry(NOWHERE)).files()).containsExactly(file);
      assertThat(library().place(entry(NOWHERE), false)).isEqualTo(file.toString());
    }
  }

  @Test
  void saysWhatToPutWhere() throws IOException {
    DatasetEntry entry = entry(NOWHERE);
    assertThatThrownBy(() -> library().open(entry, false, DownloadProgress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "tiny is not on this machine",
            "tiny.tar.gz, or the folder tiny-bin",
            folder.resolve("a").toString(),
            "data.download = false",
            "SHA-256 " + Digests.of(TinyCifar.archive()),
            NOWHERE.toString(),
            "at " + folder.resolve("b/tiny.tar.gz"));
    assertThatThrownBy(() -> library().open(entry, true, DownloadProgress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("ConnectException", "at " + folder.resolve("b/tiny.tar.gz"));
    assertThat(library().place(entry, true)).contains("fetched into " + folder.resolve("b"));
    assertThatThrownBy(() -> library().place(entry, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tiny is not on this machine");
  }

  @Test
  void completesWhatIsIncompleteOnlyWhereDownloadsGo() throws IOException {
    try (var server = new FileServer(FileServer.serving(TinyCifar.archive()))) {
      DatasetEntry entry = entry(server.address());
      Files.createDirectories(folder.resolve("b/tiny-bin"));
      assertThat(library().list(entry).status()).isEqualTo(Listing.Status.INCOMPLETE);
      assertThat(library().open(entry, true, DownloadProgress.NONE).notes()).isEmpty();

      Files.createDirectories(folder.resolve("a/tiny-bin"));
      assertThatThrownBy(() -> library().open(entry, true, DownloadProgress.NONE))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(folder.resolve("a/tiny-bin/train_1.bin").toString());
    }
  }

  @Test
  void looksInRootThenEnvironmentThenCache() {
    Path home = Path.of("/home/somebody");
    Path cache = home.resolve(".cache/palimpsest");
    assertThat(DataFolders.of(Optional.empty(), Map.of(), home))
        .isEqualTo(new DataFolders(List.of(cache), cache));
    Map<String, String> environment =
        Map.of("PALIMPSEST_DATA", "/shared", "XDG_CACHE_HOME", "/fast/cache");
    Path fast = Path.of("/fast/cache/palimpsest");
    assertThat(DataFolders.of(Optional.empty(), environment, home))
        .isEqualTo(new DataFolders(List.of(Path.of("/shared"), fast), fast));
    Path root = Path.of("mine");
    assertThat(DataFolders.of(Optional.of(root), environment, home))
        .isEqualTo(new DataFolders(List.of(root, Path.of("/shared"), fast), root));
    assertThat(DataFolders.of(Optional.empty(), Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(new DataFolders(List.of(cache), cache));
  }
}
