package org.palimpsest.experiment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.conf.Section;

/**
 * Where runs are shown besides their folder.
 *
 * @param experiment its name in MLflow
 * @param trackingUri address of the server, http or https; absent for none
 * @param note about the runs, for people; Markdown
 */
public record MlflowSpec(String experiment, Optional<String> trackingUri, Optional<String> note) {

  /** Reads the section {@code mlflow}. */
  public static MlflowSpec read(Section mlflow) {
    Optional<String> uri = mlflow.optionalText("tracking-uri");
    uri.filter(text -> !isHttp(text))
        .ifPresent(text -> mlflow.problem("tracking-uri", "is not an http:// or https:// address"));
    return new MlflowSpec(mlflow.text("experiment"), uri, mlflow.optionalText("note"));
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
