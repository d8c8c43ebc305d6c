package org.palimpsest.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import org.palimpsest.disk.Digests;

/**
 * Counts and digests what is read through it, so that a file's checksum costs no second reading.
 */
final class HashingInput extends FilterInputStream {

  /** No data set known by name has a file that comes near this. */
  private static final long MOST_BYTES = 10_000_000_000L;

  private final MessageDigest digest = Digests.sha256();
  private long bytes;

  HashingInput(InputStream in) {
    super(in);
  }

  /**
   * Opens a file of a data set.
   *
   * @throws DataException if it is no file
   */
  static HashingInput of(Path file) throws IOException {
    DataException.requireFile(file, MOST_BYTES, "a file of the data set");
    return new HashingInput(Files.newInputStream(file));
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      digest.update((byte) value);
      bytes++;
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0) {
      digest.update(buffer, offset, count);
      bytes += count;
    }
    return count;
  }

  /** Reads rather than seeks: every byte counts. */
  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[(int) Math.max(0, Math.min(count, 1 << 16))];
    int read = buffer.length == 0 ? 0 : read(buffer, 0, buffer.length);
    return Math.max(0, read);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  long bytes() {
    return bytes;
  }

  /** Reads to the end and returns the checksum of everything; the state starts anew. */
  String finish() throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (read(buffer, 0, buffer.length) >= 0) {
      // Whatever a decoder left unread belongs to the file as well.
    }
    return Digests.hex(digest.digest());
  }

  /** Reads to the end and tells what the file was. */
  SourceFile finish(Path file, String publishedSha256) throws IOException {
    String found = finish();
    return new SourceFile(file, bytes, found, found.equals(publishedSha256));
  }

  /**
   * One checksum for several files. It is that of the text {@code sha256sum} prints for them: a
   * line with checksum, two spaces and name for each. A single file keeps its own.
   *
   * @param names of the files, as short as they are unique
   */
  static String sha256(Collection<String> names, Collection<String> checksums) {
    if (checksums.size() == 1) {
      return checksums.iterator().next();
    }
    MessageDigest digest = Digests.sha256();
    var checksum = checksums.iterator();
    for (String name : names) {
      String line = checksum.next() + "  " + name + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Digests.hex(digest.digest());
  }
}
