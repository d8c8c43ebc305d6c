package org.palimpsest.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.disk.Digests;

/** Puts files below a run's artifacts, over HTTP, if their content is not there already. */
final class ArtifactUploader {

  private static final String PROXIED = "mlflow-artifacts";

  /** Files up to this size are sent from memory: what is sent is then what was digested. */
  private static final long IN_MEMORY = 32L << 20;

  private final TrackingApi api;

  ArtifactUploader(TrackingApi api) {
    this.api = api;
  }

  /** Whether the server takes artifacts for this place by itself, or says where they belong. */
  static boolean takesArtifacts(String artifactUri) {
    URI uri = URI.create(artifactUri);
    // With an authority the proxy would be another server, which must not get our credentials.
    return PROXIED.equals(uri.getScheme()) && uri.getAuthority() == null;
  }

  /**
   * Uploads a file unless the server has it.
   *
   * @param path below {@code artifactUri}
   * @param there the SHA-256 of what the server has, empty if nothing
   * @return the SHA-256 of what was uploaded, or empty if the server had it
   * @throws NoSuchFileException if the file is not there
   */
  Optional<String> upload(Path file, String artifactUri, String path, String there)
      throws NoSuchFileException {
    try {
      long size = Files.size(file);
      if (size <= IN_MEMORY) {
        return upload(Files.readAllBytes(file), artifactUri, path, there);
      }
      String sha256 = Digests.of(file);
      if (sha256.equals(there)) {
        return Optional.empty();
      }
      api.putArtifact(root(artifactUri) + "/" + path, BodyPublishers.ofFile(file), size);
      return Optional.of(sha256);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new NoSuchFileException(file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** As for a file, for content that is in memory. */
  Optional<String> upload(byte[] content, String artifactUri, String path, String there) {
    String sha256 = Digests.of(content);
    if (sha256.equals(there)) {
      return Optional.empty();
    }
    api.putArtifact(
        root(artifactUri) + "/" + path, BodyPublishers.ofByteArray(content), content.length);
    return Optional.of(sha256);
  }

  /** Where a run's artifacts lie below the proxy's root. */
  static String root(String artifactUri) {
    return URI.create(artifactUri).getPath().replaceAll("^/+|/+$", "");
  }
}
