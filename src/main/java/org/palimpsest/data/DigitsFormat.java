package org.palimpsest.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * The handwritten digits inside the program: 1,797 grey images of 8 x 8 pixels. Values 0 to 16 are
 * scaled to 0 to 255 and rounded.
 *
 * <p>The split is fixed: the last 36 images of each class, in the file's order, are test images,
 * 360 in all; the other 138 to 147 of each class are training images. The file goes writer by
 * writer, hence most of the writers in the test set are not in the training set.
 *
 * <p>Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI
 * Machine Learning Repository, CC BY 4.0.
 */
final class DigitsFormat implements Format {

  static final int TEST_PER_CLASS = 36;
  static final int IMAGES = 1797;
  private static final int SIDE = 8;
  private static final int PIXELS = SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final int BRIGHTEST = 16;
  private static final String RESOURCE = "digits.csv.gz";

  private static final List<String> NAMES =
      IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();

  /** Mean and deviation over all pixels of the training images. */
  static final Normalization NORMALIZATION = new Normalization(List.of(0.3054), List.of(0.3753));

  @Override
  public Optional<List<Path>> find(Path folder) {
    return Optional.of(List.of());
  }

  @Override
  public LoadedDataset read(String name, List<Path> files) {
    List<LabelledPicture> rows = new ArrayList<>();
    String sha256;
    try (InputStream resource = DigitsFormat.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new DataException("the program's " + RESOURCE, "nothing", "it in the jar");
      }
      var hashing = new HashingInput(resource);
      var lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(hashing), StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(row(line, rows.size() + 1));
      }
      sha256 = hashing.finish();
    } catch (IOException e) {
      throw new DataException("the program's %s is damaged: %s".formatted(RESOURCE, e), e);
    }
    List<LabelledPicture> train = new ArrayList<>();
    List<LabelledPicture> test = new ArrayList<>();
    int[] later = new int[CLASSES];
    rows.forEach(row -> later[row.label()]++);
    for (LabelledPicture row : rows) {
      (later[row.label()]-- > TEST_PER_CLASS ? train : test).add(row);
    }
    var dataset =
        new Dataset(
            name,
            LabelledPicture.toImages(RESOURCE, train, NAMES),
            LabelledPicture.toImages(RESOURCE, test, NAMES),
            NORMALIZATION,
            sha256);
    return new LoadedDataset(dataset, List.of(), List.of());
  }

  private static LabelledPicture row(String line, int number) {
    String[] cells = line.split(",", -1);
    String place = "the program's %s, line %d".formatted(RESOURCE, number);
    if (cells.length != PIXELS + 1) {
      throw new DataException(place, cells.length + " columns", PIXELS + 1 + "");
    }
    byte[] pixels = new byte[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = (byte) Math.round(number(place, cells[i], BRIGHTEST) * 255.0 / BRIGHTEST);
    }
    return new LabelledPicture(
        new Picture(1, SIDE, SIDE, pixels), number(place, cells[PIXELS], CLASSES - 1));
  }

  private static int number(String place, String cell, int maximum) {
    if (!cell.matches("\\d{1,2}") || Integer.parseInt(cell) > maximum) {
      throw new DataException(place, "\"" + cell + "\"", "0 to " + maximum);
    }
    return Integer.parseInt(cell);
  }

  @Override
  public List<PublishedFile> published() {
    return List.of();
  }

  @Override
  public String wanted() {
    return "nothing: it is part of the program";
  }
}
