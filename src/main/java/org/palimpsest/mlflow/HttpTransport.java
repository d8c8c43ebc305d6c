package org.palimpsest.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.palimpsest.conf.Redaction;
import org.palimpsest.disk.Json;

/** One request, one answer, within a deadline; every failure sorted into "later" and "never". */
final class HttpTransport implements Transport {

  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
  private static final int EXCERPT = 500;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

  private final TrackingServer server;
  private final @Nullable SSLContext tls;
  private volatile HttpClient client;

  /**
   * @throws InvalidTrackingServerException if the configured certificate cannot be read
   */
  HttpTransport(TrackingServer server) {
    this.server = server;
    this.tls = server.certificate().map(CertificateAuthorities::trusting).orElse(null);
    this.client = newClient();
  }

  @Override
  public byte[] send(
      String method, String path, String contentType, BodyPublisher body, Duration deadline) {
    String what = method + " " + path.replaceFirst("\\?.*", "") + " at " + server;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.base() + path))
            .method(method, body)
            .header("Content-Type", contentType)
            .header("User-Agent", "palimpsest");
    server.authorization().ifPresent(value -> request.header("Authorization", value));
    HttpResponse<byte[]> response = exchange(request.build(), deadline, what);
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    throw failure(response, what);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request, Duration deadline, String what) {
    // Waiting for the future bounds the whole exchange, a body that never ends included.
    CompletableFuture<HttpResponse<byte[]>> future =
        client.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      abandon(future);
      throw new ServerUnavailableException(
          "%s: no answer in %.0f s".formatted(what, deadline.toMillis() / 1000.0), e);
    } catch (InterruptedException e) {
      abandon(future);
      Thread.currentThread().interrupt();
      throw new ServerUnavailableException(what + ": given up while waiting for the answer", e);
    } catch (ExecutionException e) {
      throw unreachable(e.getCause() == null ? e : e.getCause(), what);
    }
  }

  /** Cancels a call and leaves its client, whose connection may still be blocked, to the past. */
  private void abandon(CompletableFuture<?> future) {
    future.cancel(true);
    client = newClient();
  }

  private HttpClient newClient() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_DEADLINE)
            // A redirection would carry the credentials to another host.
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.getDefault());
    if (tls != null) {
      builder.sslContext(tls);
    }
    return builder.build();
  }

  private TrackingException unreachable(Throwable cause, String what) {
    if (has(cause, CertificateException.class) || has(cause, CertPathValidatorException.class)) {
      return new ServerRefusedException(
          ("%s: its certificate is not trusted (%s); name the certificate authority's PEM file in"
                  + " %s")
              .formatted(what, reason(cause), TrackingServer.CERTIFICATE_VARIABLE),
          cause);
    }
    if (has(cause, UnresolvedAddressException.class)) {
      return new ServerUnavailableException(what + ": the host is not known", cause);
    }
    if (cause instanceof ConnectException) {
      return new ServerUnavailableException(what + ": cannot connect", cause);
    }
    if (cause instanceof IOException) {
      return new ServerUnavailableException(
          what + ": the connection broke (" + reason(cause) + ")", cause);
    }
    throw new IllegalStateException(what + " failed in an unexpected way", cause);
  }

  private TrackingException failure(HttpResponse<byte[]> response, String what) {
    int status = response.statusCode();
    String text = new String(response.body(), StandardCharsets.UTF_8);
    String code = "";
    String reason = text;
    try {
      JsonNode json = Json.MAPPER.readTree(text);
      code = json.path("error_code").asText("");
      reason = json.path("message").asText(text);
    } catch (JsonProcessingException e) {
      // Not MLflow's own answer, but a proxy's or another program's: its text is the reason.
      reason = text;
    }
    String message =
        "%s: HTTP %d%s%s".formatted(what, status, excerpt(reason), hint(status, response));
    boolean later = status == 408 || status == 425 || status == 429 || status >= 500;
    return later
        ? new ServerUnavailableException(message, null, retryAfter(response))
        : new ServerRefusedException(status, code, message);
  }

  private static String hint(int status, HttpResponse<?> response) {
    return switch (status) {
      case 401 ->
          "; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";
      case 403 ->
          "; these credentials may not do this, or the server does not know this host name (mlflow"
              + " server --allowed-hosts)";
      case 301, 302, 303, 307, 308 ->
          "; the server's address seems to be "
              + Redaction.of(response.headers().firstValue("Location").orElse("another"));
      default -> "";
    };
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> SECONDS.matcher(value).matches())
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(null);
  }

  private String excerpt(String reason) {
    String clean = server.withoutSecrets(reason).replaceAll("\\s+", " ").strip();
    if (clean.isEmpty()) {
      return "";
    }
    return ": " + (clean.length() <= EXCERPT ? clean : clean.substring(0, EXCERPT) + " ...");
  }

  private String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : server.withoutSecrets(message);
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
