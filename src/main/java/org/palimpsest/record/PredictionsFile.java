package org.palimpsest.record;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.experiment.Predictions;

/**
 * Which test images a run classified right after its last session, by {@code
 * predictions/session-NN.csv.gz}.
 *
 * @param images indices of the test images, in the file's order
 * @param right by position in {@code images}
 */
@SuppressWarnings("ArrayRecordComponent") // many plain numbers; compared as arrays where needed
public record PredictionsFile(int[] images, BitSet right) {

  private static final String HEADER = "test_image,true_class,predicted_class";
  private static final int COLUMNS = 3;

  /** Of some five million images. */
  private static final int MOST_BYTES = 100_000_000;

  /** Where it is in a run's folder. */
  static String name(int session) {
    return String.format(Locale.ROOT, "predictions/session-%02d.csv.gz", session);
  }

  /** Writes the file: one row a test image; the same predictions give the same bytes. */
  static void write(Predictions predictions, OutputStream out) throws IOException {
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < predictions.images().length; i++) {
      csv.append(predictions.images()[i]).append(',');
      csv.append(predictions.truth()[i]).append(',');
      csv.append(predictions.predicted()[i]).append('\n');
    }
    GZIPOutputStream gzip = new GZIPOutputStream(out);
    gzip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
    gzip.finish();
  }

  /**
   * Reads the predictions after a session.
   *
   * @return empty if the run kept none
   * @throws DamagedFileException if the file is not as it was written
   */
  public static Optional<PredictionsFile> read(Path runFolder, int session) throws IOException {
    Path file = runFolder.resolve(name(session));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] text = DamagedFileException.reading(file, () -> unpacked(file));
    if (text.length > MOST_BYTES) {
      throw new DamagedFileException(file, "it holds more than %d bytes".formatted(MOST_BYTES));
    }
    return Optional.of(parse(text, file));
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  /** Whether both classified the same images in the same order. */
  public boolean sameImages(PredictionsFile other) {
    return Arrays.equals(images, other.images);
  }

  private static PredictionsFile parse(byte[] text, Path file) {
    int at = HEADER.length();
    if (text.length <= at || !new String(text, 0, at, StandardCharsets.US_ASCII).equals(HEADER)) {
      throw new DamagedFileException(file, "its header is not \"" + HEADER + "\"");
    }
    int[] images = new int[1024];
    BitSet right = new BitSet();
    int row = 0;
    int[] cells = new int[COLUMNS];
    int column = 0;
    int value = -1;
    for (at++; at < text.length; at++) {
      byte c = text[at];
      if (c >= '0' && c <= '9' && value < 100_000_000) {
        value = Math.max(0, value) * 10 + c - '0';
        continue;
      }
      boolean ends = c == (column == COLUMNS - 1 ? '\n' : ',');
      if (!ends || value < 0) {
        throw new DamagedFileException(
            file, "row %d is not three whole numbers".formatted(row + 1));
      }
      cells[column++] = value;
      value = -1;
      if (column == COLUMNS) {
        images = row < images.length ? images : Arrays.copyOf(images, 2 * row);
        images[row] = cells[0];
        right.set(row, cells[1] == cells[2]);
        column = 0;
        row++;
      }
    }
    if (column != 0 || value >= 0 || row == 0) {
      throw new DamagedFileException(file, "it ends within row %d".formatted(row + 1));
    }
    return new PredictionsFile(Arrays.copyOf(images, row), right);
  }
}
