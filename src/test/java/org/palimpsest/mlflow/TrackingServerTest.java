package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.conf.Redaction;

class TrackingServerTest {

  @Test
  void takesCredentialsFromTheAddressAndShowsThemNowhere() {
    TrackingServer server = TrackingServer.of("https://me:s%40cret@host:8443/mlflow/", Map.of());
    assertThat(server.base()).hasToString("https://host:8443/mlflow");
    assertThat(server).hasToString("https://host:8443/mlflow");
    assertThat(server.key()).isEqualTo("https://host:8443/mlflow");
    // base64 of "me:s@cret"
    assertThat(server.authorization()).contains("Basic bWU6c0BjcmV0");
    assertThat(server.withoutSecrets("bWU6c0BjcmV0 and s@cret and http://a:b@c"))
        .isEqualTo("*** and *** and http://c");
  }

  @Test
  void prefersTheEnvironmentAndThereAUserToAToken() {
    Map<String, String> environment =
        Map.of(
            "MLFLOW_TRACKING_USERNAME", "u",
            "MLFLOW_TRACKING_PASSWORD", "p",
            "MLFLOW_TRACKING_TOKEN", "t");
    assertThat(TrackingServer.of("http://a:b@localhost", environment).authorization())
        .contains("Basic dTpw");
    assertThat(
            TrackingServer.of("http://localhost", Map.of("MLFLOW_TRACKING_TOKEN", "t"))
                .authorization())
        .contains("Bearer t");
    assertThat(TrackingServer.of("http://localhost", Map.of()).authorization()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlite:///mlflow.db",
        "mlruns",
        "file:/tmp/mlruns",
        "databricks",
        "http://",
        "http://host?x=1",
        "http://me:secret@ho st/",
        "http://me:sec/ret@[oops",
        "ftp://me:secret@host"
      })
  void refusesWhatIsNoServerWithoutRepeatingAPassword(String address) {
    assertThatThrownBy(() -> TrackingServer.of(address, Map.of()))
        .isInstanceOf(InvalidTrackingServerException.class)
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("ret@");
  }

  @Test
  void refusesHalfAPairOfCredentialsAndATokenThatNoHeaderCarries() {
    assertThatThrownBy(() -> TrackingServer.of("http://h", Map.of("MLFLOW_TRACKING_USERNAME", "u")))
        .hasMessageContaining("MLFLOW_TRACKING_PASSWORD");
    assertThatThrownBy(
            () -> TrackingServer.of("http://h", Map.of("MLFLOW_TRACKING_TOKEN", "tok\nen")))
        .isInstanceOf(InvalidTrackingServerException.class)
        .hasMessageNotContaining("tok\n");
  }

  @Test
  void saysWhichCertificateFileItCannotUse() {
    TrackingServer server =
        TrackingServer.of(
            "https://h", Map.of("MLFLOW_TRACKING_SERVER_CERT_PATH", "/does/not/exist.pem"));
    assertThat(server.certificate()).contains(Path.of("/does/not/exist.pem"));
    assertThatThrownBy(() -> new HttpTransport(server))
        .isInstanceOf(InvalidTrackingServerException.class)
        .hasMessageContaining("/does/not/exist.pem");
  }

  @Test
  void redactsEveryAddressOfAText() {
    assertThat(Redaction.of("http://a:b@h/x, HTTPS://c@d:1/ and me@example.org"))
        .isEqualTo("http://h/x, HTTPS://d:1/ and me@example.org");
  }
}
