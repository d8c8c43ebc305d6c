package org.palimpsest.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request for a file, or for the rest of it, appended to what is there. */
final class Transfer {

  /** What this server will not give however often it is asked. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** What another try may mend. */
  static final class Interrupted extends Exception {
    private static final long serialVersionUID = 1L;

    Interrupted(String message) {
      super(message);
    }
  }

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
  private static final long BETWEEN_REPORTS = Duration.ofMillis(100).toNanos();

  private final HttpClient client;
  private final PublishedFile file;
  private final URI from;
  private final Duration stall;
  private final DownloadProgress progress;

  Transfer(
      HttpClient client, PublishedFile file, URI from, Duration stall, DownloadProgress progress) {
    this.client = client;
    this.file = file;
    this.from = from;
    this.stall = stall;
    this.progress = progress;
  }

  /**
   * Returns when the server has sent what it wanted to send.
   *
   * @param part the bytes so far
   * @throws IOException if the part cannot be written
   */
  void run(FileChannel part) throws IOException, Refused, Interrupted, InterruptedException {
    if (part.size() > file.bytes()) {
      part.truncate(0);
    }
    long offset = part.size();
    var request = HttpRequest.newBuilder(from).timeout(stall).header("User-Agent", "palimpsest");
    if (offset > 0) {
      request.header("Range", "bytes=%s-".formatted(offset));
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new Interrupted(DataException.reason(e));
    }
    try (InputStream body = response.body();
        var watch = new StallWatch(body, stall)) {
      part.position(begin(response, part, offset));
      copy(body, part, watch);
    }
  }

  /** Where the answer's first byte belongs. */
  private long begin(HttpResponse<InputStream> response, FileChannel part, long offset)
      throws IOException, Refused, Interrupted {
    int status = response.statusCode();
    if (status == 206) {
      Matcher range =
          CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
      boolean fits =
          range.matches()
              && range.group(1).equals(Long.toString(offset))
              && (range.group(2).equals("*") || range.group(2).equals(file.bytes() + ""));
      if (!fits) {
        part.truncate(0);
        throw new Interrupted("the server offers another range than the one asked for");
      }
      return offset;
    }
    if (status == 200) {
      long size = response.headers().firstValueAsLong("Content-Length").orElse(file.bytes());
      if (size != file.bytes()) {
        throw new Refused("it offers %,d bytes, not %,d".formatted(size, file.bytes()));
      }
      part.truncate(0);
      return 0;
    }
    if (status == 416) {
      part.truncate(0); // longer than the server's file, hence not the beginning of it
    }
    if (status == 416 || status == 408 || status == 429 || status >= 500) {
      throw new Interrupted("HTTP status " + status);
    }
    throw new Refused("HTTP status " + status);
  }

  private void copy(InputStream body, FileChannel part, StallWatch watch)
      throws IOException, Refused, Interrupted {
    byte[] buffer = new byte[1 << 16];
    long lastReport = System.nanoTime();
    progress.at(file.name(), part.position(), file.bytes());
    while (true) {
      int count;
      try {
        count = body.read(buffer);
      } catch (IOException e) {
        throw new Interrupted(watch.stalled() ? silence() : DataException.reason(e));
      }
      if (count < 0) {
        break;
      }
      watch.alive();
      if (part.position() + count > file.bytes()) {
        part.truncate(0);
        throw new Refused("it sends more than %,d bytes".formatted(file.bytes()));
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
      while (bytes.hasRemaining()) {
        part.write(bytes);
      }
      if (System.nanoTime() - lastReport > BETWEEN_REPORTS) {
        lastReport = System.nanoTime();
        progress.at(file.name(), part.position(), file.bytes());
      }
    }
    progress.at(file.name(), part.position(), file.bytes());
    if (watch.stalled()) {
      throw new Interrupted(silence());
    }
  }

  private String silence() {
    return "no data for %d ms".formatted(stall.toMillis());
  }
}
