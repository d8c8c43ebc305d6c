package org.palimpsest.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.palimpsest.disk.Digests;

/** A server on this machine that answers as each test wants. */
final class FileServer implements AutoCloseable {

  /** One way to answer a request. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What the {@code Range} header of each request said, "" without one, in order. */
  final List<String> ranges = new CopyOnWriteArrayList<>();

  /** The last answer is given again and again. */
  FileServer(Answer... answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int number;
          synchronized (ranges) {
            number = ranges.size();
            ranges.add(range == null ? "" : range);
          }
          try (exchange) {
            answers[Math.min(number, answers.length - 1)].to(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tiny.bin");
  }

  PublishedFile file(byte[] content) {
    return new PublishedFile("tiny.bin", content.length, Digests.of(content), List.of(address()));
  }

  /** Serves the file or the range asked for. */
  static Answer serving(byte[] content) {
    return exchange -> {
      int from = from(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(content, from, content.length - from);
      }
    };
  }

  /** Serves from where it is asked to, but goes away after so many bytes. */
  static Answer breakingAfter(int bytes, byte[] content) {
    return exchange -> {
      int from = from(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      OutputStream body = exchange.getResponseBody();
      body.write(content, from, bytes);
      body.flush();
    };
  }

  /** Serves some bytes and then stays silent, the connection open. */
  static Answer silentAfter(int bytes, byte[] content, long milliseconds) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      OutputStream body = exchange.getResponseBody();
      body.write(content, 0, bytes);
      body.flush();
      Thread.sleep(milliseconds);
    };
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
