package org.palimpsest.mlflow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.palimpsest.disk.PlainFile;

/** Certificate authorities from a PEM file, trusted in place of Java's own. */
final class CertificateAuthorities {

  /** All that browsers trust are a hundredth of it. */
  private static final long MOST_BYTES = 20_000_000;

  private CertificateAuthorities() {}

  /**
   * @throws InvalidTrackingServerException if the file cannot be read or holds no certificate
   */
  static SSLContext trusting(Path pem) {
    try {
      Optional<String> found = PlainFile.hindrance(pem, MOST_BYTES);
      if (found.isPresent()) {
        throw new InvalidTrackingServerException(
            "%s = %s is %s".formatted(TrackingServer.CERTIFICATE_VARIABLE, pem, found.get()));
      }
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)));
      if (certificates.isEmpty()) {
        throw new InvalidTrackingServerException(
            "%s = %s holds no certificate".formatted(TrackingServer.CERTIFICATE_VARIABLE, pem));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidTrackingServerException(
          "%s = %s cannot be used: %s"
              .formatted(TrackingServer.CERTIFICATE_VARIABLE, pem, e.getMessage()),
          e);
    }
  }
}
