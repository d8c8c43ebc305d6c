package org.palimpsest.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.disk.Disk;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.Picture;

/** {@code illustrations/}: one PNG each and {@code captions.json}. */
final class IllustrationFiles {

  /** Smaller images are enlarged to about this many pixels. */
  private static final int SMALLEST = 64;

  private static final int GAP = 2;
  private static final int WHITE = 0xffffff;

  private IllustrationFiles() {}

  /** Writes all and returns their paths relative to the run's folder. */
  static List<String> write(Disk disk, Path run, List<Picture> pictures) {
    if (pictures.isEmpty()) {
      return List.of();
    }
    Path folder = run.resolve("illustrations");
    disk.createFolder(folder);
    List<String> paths = new ArrayList<>();
    ArrayNode captions = Json.MAPPER.createArrayNode();
    for (Picture picture : pictures) {
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
      paths.add("illustrations/" + name);
    }
    disk.replace(folder.resolve("captions.json"), Json.pretty(captions));
    paths.add("illustrations/captions.json");
    return paths;
  }

  /** Rows below each other, images of a row beside each other, on white. */
  static BufferedImage draw(Picture picture) {
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
