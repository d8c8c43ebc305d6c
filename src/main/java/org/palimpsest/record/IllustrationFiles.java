package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.disk.StorageException;
import org.palimpsest.method.Illustration;

/** {@code illustrations/}: one PNG each and {@code captions.json}. */
public final class IllustrationFiles {

  /** Smaller images are enlarged to about this many pixels. */
  private static final int SMALLEST = 64;

  private static final int GAP = 2;
  private static final int WHITE = 0xffffff;

  private static final String FOLDER = "illustrations/";

  /** The list of all. */
  public static final String CAPTIONS = FOLDER + "captions.json";

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private IllustrationFiles() {}

  /** A picture as it is in its file. */
  @SuppressWarnings("ArrayRecordComponent") // a file's bytes; compared by nobody
  public record Shown(String caption, byte[] png) {}

  /** Writes all and returns their paths relative to the run's folder. */
  static List<String> write(Disk disk, Path run, List<Illustration> pictures) {
    if (pictures.isEmpty()) {
      return List.of();
    }
    Path folder = run.resolve(FOLDER);
    disk.createFolder(folder);
    List<String> paths = new ArrayList<>();
    ArrayNode captions = Json.MAPPER.createArrayNode();
    for (Illustration picture : pictures) {
      String name = picture.name().replaceAll("[^A-Za-z0-9_-]", "-") + ".png";
      BufferedImage image = draw(picture);
      disk.replace(
          folder.resolve(name),
          out -> {
            if (!ImageIO.write(image, "png", out)) {
              throw new IOException("this Java cannot write PNG");
            }
          });
      captions.addObject().put("file", name).put("caption", picture.caption());
      paths.add(FOLDER + name);
    }
    disk.replace(run.resolve(CAPTIONS), Json.pretty(captions));
    paths.add(CAPTIONS);
    return paths;
  }

  /**
   * Reads what a run shows: nothing if it has no such folder.
   *
   * @throws DamagedFileException if an entry lacks a part, or its file is outside, missing or no
   *     PNG
   */
  public static List<Shown> read(Path run) {
    Path index = run.resolve(CAPTIONS);
    List<Shown> shown = new ArrayList<>();
    JsonNode list = Files.exists(index) ? Json.readAny(index) : Json.MAPPER.createArrayNode();
    if (!list.isArray()) {
      throw new DamagedFileException(index, "it does not hold a JSON list");
    }
    for (JsonNode entry : list) {
      if (!entry.path("file").isTextual()) {
        throw new DamagedFileException(index, entry + " names no file");
      }
      String file = entry.path("file").asText();
      byte[] png = inside(index, file);
      if (!Arrays.equals(PNG, Arrays.copyOf(png, PNG.length))) {
        throw new DamagedFileException(index, "\"%s\" is not a PNG".formatted(file));
      }
      String caption = entry.path("caption").asText();
      shown.add(new Shown(caption.isEmpty() ? file : caption, png));
    }
    return List.copyOf(shown);
  }

  /**
   * A page is passed on, so nothing but what lies in the folder, links followed, may get into it.
   */
  private static byte[] inside(Path index, String relative) {
    try {
      Path folder = index.toRealPath().resolveSibling("");
      Path file = folder.resolve(relative);
      if (!Files.isRegularFile(file)) {
        throw new DamagedFileException(index, "\"%s\" is missing".formatted(relative));
      }
      if (!file.toRealPath().startsWith(folder)) {
        throw new DamagedFileException(index, "\"%s\" is outside its folder".formatted(relative));
      }
      return DamagedFileException.reading(file, () -> Files.readAllBytes(file));
    } catch (InvalidPathException e) {
      throw new DamagedFileException(index, "\"%s\" cannot be a file name".formatted(relative));
    } catch (IOException e) {
      throw StorageException.at(index, e);
    }
  }

  /** Rows below each other, images of a row beside each other, on white. */
  static BufferedImage draw(Illustration picture) {
    int width = 1;
    int height = GAP;
    for (INDArray row : picture.rows()) {
      int factor = factor(row);
      width = Math.max(width, (int) row.size(0) * (factor * (int) row.size(3) + GAP) + GAP);
      height += factor * (int) row.size(2) + GAP;
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, WHITE);
      }
    }
    int top = GAP;
    for (INDArray row : picture.rows()) {
      draw(image, row, top);
      top += factor(row) * (int) row.size(2) + GAP;
    }
    return image;
  }

  private static int factor(INDArray row) {
    return (int) Math.max(1, SMALLEST / Math.max(row.size(2), row.size(3)));
  }

  private static void draw(BufferedImage image, INDArray row, int top) {
    int factor = factor(row);
    int channels = (int) row.size(1);
    int height = (int) row.size(2);
    int width = (int) row.size(3);
    float[] values = row.dup('c').data().asFloat();
    int plane = height * width;
    for (int i = 0; i < row.size(0); i++) {
      int left = GAP + i * (factor * width + GAP);
      for (int y = 0; y < factor * height; y++) {
        for (int x = 0; x < factor * width; x++) {
          int at = i * channels * plane + y / factor * width + x / factor;
          int red = level(values[at]);
          int green = channels == 1 ? red : level(values[at + plane]);
          int blue = channels == 1 ? red : level(values[at + 2 * plane]);
          image.setRGB(left + x, top + y, red << 16 | green << 8 | blue);
        }
      }
    }
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }
}
