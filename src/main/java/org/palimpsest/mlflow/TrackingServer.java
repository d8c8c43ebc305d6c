package org.palimpsest.mlflow;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.conf.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MLflow tracking server: where it is and how to prove who asks.
 *
 * <p>Credentials come from the environment, under MLflow's own names, or from the address's user
 * information; they are held here only, and {@link #toString} shows none of them.
 */
public final class TrackingServer {

  /** The environment variable that names the server. */
  public static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

  private static final String USERNAME_VARIABLE = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD_VARIABLE = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN_VARIABLE = "MLFLOW_TRACKING_TOKEN";
  static final String CERTIFICATE_VARIABLE = "MLFLOW_TRACKING_SERVER_CERT_PATH";

  private static final Logger LOG = LoggerFactory.getLogger(TrackingServer.class);
  private final URI base;
  private final String key;
  private final Optional<String> authorization;
  private final Optional<Path> certificate;
  private final Set<String> secrets;

  private TrackingServer(
      URI base,
      String key,
      Optional<String> authorization,
      Optional<Path> certificate,
      Set<String> secrets) {
    this.base = base;
    this.key = key;
    this.authorization = authorization;
    this.certificate = certificate;
    this.secrets = Set.copyOf(secrets);
  }

  /**
   * Reads an address and the credentials for it.
   *
   * @param address {@code http://} or {@code https://}; user information in it is taken as
   *     credentials, unless the environment has some
   * @param environment where {@code MLFLOW_TRACKING_USERNAME}, {@code MLFLOW_TRACKING_PASSWORD},
   *     {@code MLFLOW_TRACKING_TOKEN} and {@code MLFLOW_TRACKING_SERVER_CERT_PATH} are looked up
   * @throws InvalidTrackingServerException if no server can be reached by this address
   */
  public static TrackingServer of(String address, Map<String, String> environment) {
    URI uri = parse(address.strip());
    String username = environment.getOrDefault(USERNAME_VARIABLE, "");
    String password = environment.getOrDefault(PASSWORD_VARIABLE, "");
    String token = environment.getOrDefault(TOKEN_VARIABLE, "");
    if (username.isEmpty() != password.isEmpty()) {
      throw new InvalidTrackingServerException(
          "of %s and %s only one is set".formatted(USERNAME_VARIABLE, PASSWORD_VARIABLE));
    }
    String inAddress = uri.getRawUserInfo();
    if (username.isEmpty() && token.isEmpty() && inAddress != null) {
      int colon = inAddress.indexOf(':');
      username = decode(colon < 0 ? inAddress : inAddress.substring(0, colon));
      password = colon < 0 ? "" : decode(inAddress.substring(colon + 1));
    }
    refuseWhatNoHeaderCarries(token);

    URI base = withoutUserInformation(uri);
    Set<String> secrets = new HashSet<>();
    Optional<String> authorization = Optional.empty();
    if (!username.isEmpty()) {
      String basic =
          Base64.getEncoder()
              .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
      authorization = Optional.of("Basic " + basic);
      secrets.add(basic);
      secrets.add(password);
    } else if (!token.isEmpty()) {
      authorization = Optional.of("Bearer " + token);
      secrets.add(token);
    }
    secrets.remove("");
    if (authorization.isPresent() && base.getScheme().equals("http") && !isLoopback(base)) {
      LOG.warn("Credentials for {} travel unencrypted: its address is not https", base);
    }
    Optional<Path> certificate =
        Optional.ofNullable(environment.get(CERTIFICATE_VARIABLE))
            .filter(text -> !text.isBlank())
            .map(Path::of);
    return new TrackingServer(base, base.toString(), authorization, certificate, secrets);
  }

  /** A server of this machine that needs no credentials, known by {@code key} on every port. */
  static TrackingServer local(int port, String key) {
    return new TrackingServer(
        URI.create("http://127.0.0.1:" + port), key, Optional.empty(), Optional.empty(), Set.of());
  }

  /** Says that runs are of training, where MLflow would first show traces of language models. */
  private static final String TRAINING = "workflowType=machine_learning";

  /** The address without user information and without a trailing slash. */
  public URI base() {
    return base;
  }

  /** The page that compares an experiment's runs as charts. */
  public String comparisonPage(String experimentId) {
    return base + "/#/experiments/" + experimentId + "/runs?compareRunsMode=CHART&" + TRAINING;
  }

  /**
   * The same, beginning with parallel coordinates of what differs; see {@link MlflowSync#swept}.
   */
  public String sweepPage(String experimentId) {
    return comparisonPage(experimentId) + "&viewStateShareKey=" + SweptView.NAME;
  }

  /** The page of one run. */
  public String runPage(String experimentId, String runId) {
    return base + "/#/experiments/" + experimentId + "/runs/" + runId + "?" + TRAINING;
  }

  /** What tells this server's acknowledgements from another's. */
  String key() {
    return key;
  }

  Optional<String> authorization() {
    return authorization;
  }

  /** The authorities to trust in place of Java's own, in PEM. */
  Optional<Path> certificate() {
    return certificate;
  }

  /** Takes this server's credentials, and any address's, out of a text from elsewhere. */
  String withoutSecrets(String text) {
    String clean = Redaction.of(text);
    for (String secret : secrets) {
      clean = clean.replace(secret, "***");
    }
    return clean;
  }

  @Override
  public String toString() {
    return base.toString();
  }

  private static URI parse(String address) {
    String shown = Redaction.value(address);
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      // The cause repeats the whole address, password included: it is left out.
      throw new InvalidTrackingServerException(
          "the tracking server's address \"%s\" is not valid: %s".formatted(shown, e.getReason()));
    }
    String scheme = scheme(uri);
    if (!(scheme.equals("http") || scheme.equals("https"))) {
      throw new InvalidTrackingServerException(
          ("the tracking server's address \"%s\" does not start with http:// or https://; for"
                  + " MLflow on this machine, run scripts/mlflow-ui")
              .formatted(shown));
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new InvalidTrackingServerException(
          "the tracking server's address \"%s\" is not of the form http://host:port/path"
              .formatted(shown));
    }
    return uri;
  }

  private static URI withoutUserInformation(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    @Nullable String rawPath = uri.getRawPath();
    String path = rawPath == null ? "" : rawPath.replaceAll("/+$", "");
    return URI.create(scheme(uri) + "://" + uri.getHost() + port + path);
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  private static boolean isLoopback(URI uri) {
    String host = uri.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void refuseWhatNoHeaderCarries(String token) {
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new InvalidTrackingServerException(
          TOKEN_VARIABLE + " contains a space, a line break or a character that is not ASCII");
    }
  }
}
