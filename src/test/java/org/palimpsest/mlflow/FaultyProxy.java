package org.palimpsest.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Stands before a real server and misbehaves on demand. */
final class FaultyProxy implements AutoCloseable {

  /** What to do with one request. */
  interface Behaviour {
    /** Decides by the request's number, from 0, and its path. */
    Fault of(int number, String path);
  }

  /** A way to misbehave. */
  record Fault(boolean works, int status, String body, boolean silent) {
    /** Passes the request on and the answer back. */
    static final Fault NONE = new Fault(true, 0, "", false);

    /** Accepts and never answers. */
    static final Fault SILENCE = new Fault(false, 0, "", true);

    /** Passes the request on and never answers. */
    static final Fault SILENCE_AFTER_WORK = new Fault(true, 0, "", true);

    static Fault instead(int status) {
      return new Fault(false, status, "refused by a test", false);
    }

    static Fault afterWork(int status) {
      return new Fault(true, status, "refused by a test", false);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String target;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile String demanded = "";
  private volatile Behaviour behaviour = (number, path) -> Fault.NONE;

  FaultyProxy(String target) throws IOException {
    this(target, null);
  }

  FaultyProxy(String target, @Nullable SSLContext tls) throws IOException {
    this.target = target;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls == null) {
      server = HttpServer.create(address, 50);
    } else {
      HttpsServer secure = HttpsServer.create(address, 50);
      secure.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = secure;
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String uri() {
    return "http://127.0.0.1:" + port();
  }

  /** From now on answers 401 to whoever does not send exactly this. */
  void demand(String authorization) {
    demanded = authorization;
  }

  void behave(Behaviour newBehaviour) {
    behaviour = newBehaviour;
  }

  void always(Fault fault) {
    behave((number, path) -> fault);
  }

  /** Every request so far, as method and path. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  void forget() {
    requests.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    int number;
    synchronized (this) {
      number = requests.size();
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Fault fault = behaviour.of(number, exchange.getRequestURI().getPath());
    if (!demanded.isEmpty() && !demanded.equals(authorization)) {
      // Some servers repeat what they were sent.
      fault = new Fault(false, 401, "you sent " + authorization, false);
    }
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpResponse<byte[]> response = fault.works() ? forwarded(exchange, body) : null;
      if (fault.silent()) {
        closed.await();
      } else if (fault.status() != 0) {
        answer(exchange, fault.status(), fault.body().getBytes(StandardCharsets.UTF_8));
      } else if (response != null) {
        answer(exchange, response.statusCode(), response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forwarded(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
            .header("Content-Type", contentType == null ? "application/json" : contentType)
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
