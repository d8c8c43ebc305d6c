package org.palimpsest.experiment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.conf.Redaction;
import org.palimpsest.conf.Section;

/**
 * Where runs are shown besides their folder.
 *
 * @param experiment its name in MLflow
 * @param trackingUri address of the server, http or https; absent for none
 * @param passedOver what is to be said of an address from the environment that is none of a server;
 *     whoever set it for other programs can do without it here
 * @param note about the runs, for people; Markdown
 */
public record MlflowSpec(
    String experiment,
    Optional<String> trackingUri,
    Optional<String> passedOver,
    Optional<String> note) {

  static final String TRACKING_URI = "mlflow.tracking-uri";

  private static final String KEY = "tracking-uri";

  /** Reads the section {@code mlflow}. */
  public static MlflowSpec read(Section mlflow) {
    Optional<String> fromEnvironment = mlflow.environment(KEY);
    Optional<String> uri =
        fromEnvironment.isPresent()
            ? fromEnvironment.filter(MlflowSpec::isHttp)
            : mlflow.optionalText(KEY);
    uri.filter(text -> !isHttp(text))
        .ifPresent(text -> mlflow.problem(KEY, "is not an http:// or https:// address"));
    Optional<String> passedOver =
        fromEnvironment
            .filter(text -> !text.isBlank() && !isHttp(text))
            .map(
                text ->
                    "MLFLOW_TRACKING_URI = \"%s\" is no http:// or https:// server; runs are not sent"
                            .formatted(Redaction.value(text))
                        + " there, and mlflow-sync can bring them to one later");
    return new MlflowSpec(mlflow.text("experiment"), uri, passedOver, mlflow.optionalText("note"));
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
