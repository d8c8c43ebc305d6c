package org.palimpsest.data;

import java.net.URI;
import java.util.List;

/**
 * A file as its publisher offers it.
 *
 * @param path where it belongs within a data folder, such as {@code
 *     mnist/train-images-idx3-ubyte.gz}
 * @param bytes its size
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param from where it can be fetched, tried in this order
 */
public record PublishedFile(String path, long bytes, String sha256, List<URI> from) {

  public PublishedFile {
    from = List.copyOf(from);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "%s: \"%s\" is not a SHA-256 of 64 hexadecimal digits".formatted(path, sha256));
    }
  }

  /** The last part of its path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Says in one line what the file is, for a person who has to fetch it by hand. */
  String description() {
    return "%s (%,d bytes, SHA-256 %s) from %s".formatted(name(), bytes, sha256, from.get(0));
  }
}
