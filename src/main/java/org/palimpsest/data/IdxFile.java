package org.palimpsest.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.palimpsest.disk.Digests;

/**
 * Reads one IDX file of unsigned bytes, plain or gzipped (told by its content, not its name): two
 * zero bytes, type 8, the number of dimensions, each dimension as a big-endian int, the values.
 *
 * <p>Source: Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits.
 *
 * @param values in row-major order
 * @param source the file as it is on disk
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the reader to the image set, never compared
record IdxFile(byte[] values, SourceFile source) {

  private static final int BUFFER = 1 << 16;
  private static final int UNSIGNED_BYTE = 8;

  /**
   * Reads a file whose dimensions are known beforehand, so that no header makes it allocate more.
   *
   * @param published checksums of the gzipped and of the plain file
   * @throws DataException if the file has another form, other dimensions, or is too short or long
   */
  static IdxFile read(Path file, IdxFormat.Part published, int... dimensions) {
    try (var hashing = HashingInput.of(file);
        var in = new BufferedInputStream(hashing, BUFFER)) {
      boolean gzipped = isGzip(in);
      InputStream content = gzipped ? new GZIPInputStream(in, BUFFER) : in;
      byte[] header = content.readNBytes(4 + 4 * dimensions.length);
      byte[] values = values(file, header, content, dimensions);
      if (content.read() >= 0) {
        throw new DataException(file, "more bytes", expected(dimensions));
      }
      SourceFile source = hashing.finish(file, published.file().sha256());
      // What holds the published file's bytes holds its content, which need not be digested, too.
      boolean asPublished =
          source.asPublished() || sha256(header, values).equals(published.contentSha256());
      return new IdxFile(
          values, new SourceFile(file, source.bytes(), source.sha256(), asPublished));
    } catch (IOException e) {
      throw new DataException(
          file, "a damaged file (" + DataException.reason(e) + ")", expected(dimensions), e);
    }
  }

  private static boolean isGzip(BufferedInputStream in) throws IOException {
    in.mark(2);
    byte[] start = in.readNBytes(2);
    in.reset();
    return Arrays.equals(start, new byte[] {0x1f, (byte) 0x8b});
  }

  private static String sha256(byte[] header, byte[] values) {
    MessageDigest digest = Digests.sha256();
    digest.update(header);
    digest.update(values);
    return Digests.hex(digest.digest());
  }

  private static byte[] values(Path file, byte[] header, InputStream content, int[] dimensions)
      throws IOException {
    var fields = new DataInputStream(new ByteArrayInputStream(header));
    int magic = header.length < 4 ? -1 : fields.readInt();
    if (magic != (UNSIGNED_BYTE << 8 | dimensions.length)) {
      throw new DataException(
          file,
          header.length < 4
              ? "%d bytes".formatted(header.length)
              : "a file that begins with %08x".formatted(magic),
          expected(dimensions));
    }
    int[] found = new int[dimensions.length];
    int size = 1;
    for (int i = 0; i < found.length; i++) {
      found[i] = fields.readInt();
      size = Math.multiplyExact(size, dimensions[i]);
    }
    if (!Arrays.equals(found, dimensions)) {
      throw new DataException(file, "dimensions " + Arrays.toString(found), expected(dimensions));
    }
    byte[] values = new byte[size];
    int read = content.readNBytes(values, 0, size);
    if (read < size) {
      throw new DataException(file, "only %,d values".formatted(read), expected(dimensions));
    }
    return values;
  }

  private static String expected(int[] dimensions) {
    return "an IDX file of unsigned bytes with dimensions " + Arrays.toString(dimensions);
  }
}
