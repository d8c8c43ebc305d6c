package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.palimpsest.data.FileServer.breakingAfter;
import static org.palimpsest.data.FileServer.serving;
import static org.palimpsest.data.FileServer.silentAfter;
import static org.palimpsest.data.FileServer.status;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.disk.Digests;

@Timeout(60)
class DownloaderTest {

  private static final int SIZE = 300_000;
  private static final Downloader QUICK =
      new Downloader(Duration.ofSeconds(20), Duration.ofMillis(1), 3);

  @TempDir Path folder;
  private final byte[] content = new byte[SIZE];
  private Path target = Path.of("");
  private Path part = Path.of("");

  @BeforeEach
  void prepare() {
    new Random(1).nextBytes(content);
    target = folder.resolve("new/tiny.bin");
    part = folder.resolve("new/tiny.bin.part");
  }

  private void fetch(PublishedFile file) {
    QUICK.fetch(file, target, DownloadProgress.NONE);
  }

  private void assertFetched() {
    assertThat(target).hasBinaryContent(content);
    assertThat(part).doesNotExist();
  }

  @Test
  void fetchesAndReportsProgress() throws IOException {
    try (var server = new FileServer(serving(content))) {
      List<Long> done = new ArrayList<>();
      QUICK.fetch(
          server.file(content),
          target,
          (file, bytes, total) -> {
            assertThat(file).isEqualTo("tiny.bin");
            assertThat(total).isEqualTo(SIZE);
            done.add(bytes);
          });
      assertFetched();
      assertThat(done).isSorted().startsWith(0L).endsWith((long) SIZE);

      fetch(server.file(content)); // it is there: nothing is asked
      assertThat(server.ranges).containsExactly("");
    }
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    try (var server =
        new FileServer(
            breakingAfter(100_000, content), breakingAfter(100_000, content), serving(content))) {
      fetch(server.file(content));
      assertFetched();
      assertThat(server.ranges).hasSize(3).startsWith("");
      assertThat(server.ranges.get(1)).matches("bytes=[1-9][0-9]*-");
      assertThat(server.ranges.get(2)).matches("bytes=[1-9][0-9]*-");
    }
  }

  @Test
  void goesOnWhereAnEarlierProcessWasKilled() throws IOException {
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(content, 1234));
    try (var server = new FileServer(serving(content))) {
      fetch(server.file(content));
      assertFetched();
      assertThat(server.ranges).containsExactly("bytes=1234-");
    }
  }

  @Test
  void takesAWholePartWithoutAskingAgain() throws IOException {
    Files.createDirectories(part.getParent());
    Files.write(part, content);
    try (var server = new FileServer(status(500))) {
      fetch(server.file(content));
      assertFetched();
      assertThat(server.ranges).isEmpty();
    }
  }

  @Test
  void startsAgainWhereThePartIsOfSomethingElse() throws IOException {
    Files.createDirectories(part.getParent());
    for (int length : new int[] {5000, SIZE, SIZE + 1}) {
      Files.deleteIfExists(target);
      Files.write(part, new byte[length]);
      try (var server = new FileServer(serving(content))) {
        fetch(server.file(content));
        assertFetched();
        assertThat(server.ranges).endsWith("");
      }
    }
  }

  @Test
  void startsAgainWhereTheServerKnowsNoRanges() throws IOException {
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(content, 1234));
    FileServer.Answer whole =
        exchange -> {
          exchange.sendResponseHeaders(200, SIZE);
          exchange.getResponseBody().write(content);
        };
    try (var server = new FileServer(whole)) {
      fetch(server.file(content));
      assertFetched();
    }
  }

  @Test
  void startsAgainWhereTheServerSendsAnotherRange() throws IOException {
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(content, 1234));
    FileServer.Answer wrong =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/" + SIZE);
          exchange.sendResponseHeaders(206, 10);
          exchange.getResponseBody().write(content, 0, 10);
        };
    try (var server = new FileServer(wrong, status(416), serving(content))) {
      fetch(server.file(content));
      assertFetched();
      assertThat(server.ranges).containsExactly("bytes=1234-", "", "");
    }
  }

  @Test
  void outlastsAServerThatIsBusyForAWhile() throws IOException {
    try (var server = new FileServer(status(503), status(429), serving(content))) {
      fetch(server.file(content));
      assertFetched();
    }
  }

  @Test
  void leavesASilentServerAndGoesOn() throws IOException {
    try (var server = new FileServer(silentAfter(100_000, content, 30_000), serving(content))) {
      new Downloader(Duration.ofSeconds(2), Duration.ofMillis(1), 3)
          .fetch(server.file(content), target, DownloadProgress.NONE);
      assertFetched();
      assertThat(server.ranges.get(1)).matches("bytes=[1-9][0-9]*-");
    }
  }

  @Test
  void keepsNothingThatHasAnotherChecksum() throws IOException {
    byte[] altered = content.clone();
    altered[SIZE / 2]++;
    try (var server = new FileServer(serving(altered))) {
      assertThatThrownBy(() -> fetch(server.file(content)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "tiny.bin could not be downloaded",
              "what came has SHA-256 " + Digests.of(altered),
              "Put tiny.bin (300,000 bytes, SHA-256 " + Digests.of(content),
              "at " + target);
      assertThat(target).doesNotExist();
      assertThat(part).isEmptyFile();
      assertThat(server.ranges).hasSize(1);
    }
  }

  @Test
  void refusesAPageInsteadOfTheFile() throws IOException {
    byte[] page = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
    FileServer.Answer endless =
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked: no length is told
          for (int i = 0; i < 10; i++) {
            exchange.getResponseBody().write(content);
          }
        };
    assertRefused(serving(page), "it offers 26 bytes, not 300,000");
    assertRefused(endless, "it sends more than 300,000 bytes");
    assertRefused(status(404), "HTTP status 404");
  }

  private void assertRefused(FileServer.Answer answer, String why) throws IOException {
    try (var server = new FileServer(answer)) {
      assertThatThrownBy(() -> fetch(server.file(content)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(why);
      assertThat(server.ranges).hasSize(1);
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void givesUpAfterAFewTriesAndSaysWhatIsKept() throws IOException {
    try (var server = new FileServer(breakingAfter(70_000, content), status(500))) {
      assertThatThrownBy(() -> fetch(server.file(content)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("HTTP status 500 (3 tries)", "bytes so far are kept");
      assertThat(server.ranges).hasSizeBetween(4, 5);
      assertThat(Files.size(part)).isPositive();
    }
  }

  @Test
  void followsARedirection() throws IOException {
    try (var server = new FileServer(serving(content))) {
      FileServer.Answer moved =
          exchange -> {
            exchange.getResponseHeaders().set("Location", server.address().toString());
            exchange.sendResponseHeaders(302, -1);
          };
      try (var first = new FileServer(moved)) {
        fetch(first.file(content));
        assertFetched();
      }
    }
  }

  @Test
  void triesTheNextAddress() throws IOException {
    try (var broken = new FileServer(status(403));
        var server = new FileServer(serving(content))) {
      var file =
          new PublishedFile(
              "tiny.bin",
              SIZE,
              Digests.of(content),
              List.of(
                  URI.create("http://127.0.0.1:1/nobody-listens"),
                  broken.address(),
                  server.address()));
      fetch(file);
      assertFetched();
    }
  }

  @Test
  void oneOfManyFetchesAndTheOthersWait() throws IOException {
    try (var server = new FileServer(serving(content))) {
      PublishedFile file = server.file(content);
      IntStream.range(0, 4).parallel().forEach(i -> fetch(file));
      assertFetched();
      assertThat(server.ranges).hasSize(1);
    }
  }

  @Test
  void namesAFolderThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("new"), "a file where a folder is needed");
    try (var server = new FileServer(serving(content))) {
      assertThatThrownBy(() -> fetch(server.file(content)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(target + " cannot be written");
    }
  }
}
