package org.palimpsest.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches published files. Bytes go to {@code NAME.part}, which a later try resumes; only a file
 * with the right checksum gets its name. A lock on the part lets several processes ask for the same
 * file: one fetches it, the others wait.
 *
 * @param stall how long a server may stay silent
 * @param pause before the second try; doubles with each further one
 * @param attempts tries in a row that bring nothing new, before the next address is tried
 */
record Downloader(Duration stall, Duration pause, int attempts) {

  /** For people and clusters with the networks they have. */
  static final Downloader PATIENT =
      new Downloader(Duration.ofSeconds(30), Duration.ofSeconds(1), 5);

  /** Less than this is no progress, lest a server that drops every connection is asked forever. */
  private static final long PROGRESS = 1 << 16;

  /** File locks are held for a whole process, hence threads need one of their own. */
  private static final Object ONE_AT_A_TIME = new Object();

  /**
   * Fetches a file unless it is there.
   *
   * @param target where it belongs
   * @throws DataException saying what failed and which file to put where by hand
   */
  void fetch(PublishedFile file, Path target, DownloadProgress progress) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    synchronized (ONE_AT_A_TIME) {
      try {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (FileChannel channel = open(part)) {
          channel.lock(); // until the channel is closed
          if (Files.exists(target)) {
            Files.deleteIfExists(part); // another process was faster
            return;
          }
          fetchInto(channel, file, target, progress);
          channel.force(true);
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (IOException e) {
        throw new DataException(
            "%s cannot be written (%s). What has been fetched is kept in %s."
                .formatted(target, DataException.reason(e), part),
            e);
      }
    }
  }

  private static FileChannel open(Path part) throws IOException {
    return FileChannel.open(
        part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void fetchInto(
      FileChannel part, PublishedFile file, Path target, DownloadProgress progress)
      throws IOException {
    List<String> failures = new ArrayList<>();
    for (URI from : file.from()) {
      boolean resumed = part.size() > 0;
      // A part may be the rest of something else: then, and only then, once more from the start.
      for (int round = 0; round < (resumed ? 2 : 1); round++) {
        String failure = tryToComplete(part, file, from, progress);
        if (!failure.isEmpty()) {
          failures.add(from + ": " + failure);
          break;
        }
        String found = sha256(part);
        if (found.equals(file.sha256())) {
          return;
        }
        part.truncate(0);
        if (round > 0 || !resumed) {
          failures.add(from + ": what came has SHA-256 " + found);
        }
      }
    }
    throw new DataException(
        "%s could not be downloaded: %s. Put %s at %s, or try again%s."
            .formatted(
                file.name(),
                String.join("; ", failures),
                file.description(),
                target.toAbsolutePath(),
                part.size() > 0 ? " (the %,d bytes so far are kept)".formatted(part.size()) : ""));
  }

  /** Returns why it failed, or an empty text. */
  private String tryToComplete(
      FileChannel part, PublishedFile file, URI from, DownloadProgress progress)
      throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(stall)
            .build();
    var transfer = new Transfer(client, file, from, stall, progress);
    String failure = "";
    int fruitless = 0;
    while (part.size() != file.bytes() && fruitless < attempts) {
      long before = part.size();
      try {
        if (!failure.isEmpty()) {
          Thread.sleep(pause.toMillis() << Math.max(0, fruitless - 1));
        }
        transfer.run(part);
        failure = "the connection ended early";
      } catch (Transfer.Refused e) {
        return String.valueOf(e.getMessage());
      } catch (Transfer.Interrupted e) {
        failure = String.valueOf(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException(
            "the download of %s was interrupted; a further try resumes it".formatted(file.name()),
            e);
      }
      fruitless = part.size() - before >= PROGRESS ? 0 : fruitless + 1;
    }
    return part.size() == file.bytes() ? "" : "%s (%d tries)".formatted(failure, fruitless);
  }

  private static String sha256(FileChannel part) throws IOException {
    part.position(0);
    InputStream bytes = Channels.newInputStream(part); // stays open: it is the channel's
    return new HashingInput(bytes).finish();
  }
}
