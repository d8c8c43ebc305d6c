package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.EmbeddingMap;

/**
 * {@code embeddings/session-NN.json}: test images on the plane in which a learner's embeddings
 * spread most.
 *
 * @param points in the file's order
 * @param explained share of all variance that the plane shows, in [0, 1]
 */
public record EmbeddingFile(List<Point> points, double explained) {

  /** A test image. */
  public record Point(int image, int trueClass, double x, double y) {}

  public EmbeddingFile {
    points = List.copyOf(points);
  }

  /** Where it is in a run's folder. */
  static String name(int session) {
    return String.format(Locale.ROOT, "embeddings/session-%02d.json", session);
  }

  /** The file's text. */
  static String text(EmbeddingMap map) {
    ObjectNode root = Json.object().put("projection", "principal components");
    root.putArray("explained_variance")
        .add(rounded(map.plane().explainedX()))
        .add(rounded(map.plane().explainedY()));
    ArrayNode images = root.putArray("test_image");
    ArrayNode classes = root.putArray("true_class");
    ArrayNode x = root.putArray("x");
    ArrayNode y = root.putArray("y");
    for (int i = 0; i < map.images().length; i++) {
      images.add(map.images()[i]);
      classes.add(map.classes()[i]);
      x.add(rounded(map.plane().x()[i]));
      y.add(rounded(map.plane().y()[i]));
    }
    return Json.line(root) + "\n";
  }

  /** A picture has no use for more digits. */
  private static double rounded(double value) {
    return Math.rint(value * 1e4) / 1e4;
  }

  /**
   * The maps of a run, one for each session, as far as it kept them. Components are only defined up
   * to their sign and, nearly, a rotation: each map is turned such that the images it shares with
   * the one before lie as near to their earlier places as they can.
   *
   * @throws DamagedFileException if a map is not as it was written
   */
  public static List<EmbeddingFile> read(Path runFolder, int sessions) {
    List<EmbeddingFile> maps = new ArrayList<>();
    for (int session = 0; session < sessions; session++) {
      Path file = runFolder.resolve(name(session));
      if (!Files.exists(file)) {
        return List.of();
      }
      EmbeddingFile map = of(file, Json.read(file));
      maps.add(maps.isEmpty() ? map : map.turnedTo(maps.get(maps.size() - 1)));
    }
    return List.copyOf(maps);
  }

  private static EmbeddingFile of(Path file, JsonNode root) {
    JsonNode images = root.path("test_image");
    JsonNode classes = root.path("true_class");
    JsonNode x = root.path("x");
    JsonNode y = root.path("y");
    int n = images.size();
    if (n == 0 || classes.size() != n || x.size() != n || y.size() != n) {
      throw new DamagedFileException(file, "its lists are empty or not equally long");
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (!x.get(i).isNumber() || !y.get(i).isNumber() || !classes.get(i).isInt()) {
        throw new DamagedFileException(
            file, "entry %d is not a class and two numbers".formatted(i));
      }
      points.add(
          new Point(
              images.get(i).asInt(),
              classes.get(i).asInt(),
              x.get(i).asDouble(),
              y.get(i).asDouble()));
    }
    double explained = 0;
    for (JsonNode share : root.path("explained_variance")) {
      explained += share.asDouble();
    }
    return new EmbeddingFile(points, explained);
  }

  /** Schoenemann's orthogonal Procrustes problem, which has a closed solution in the plane. */
  EmbeddingFile turnedTo(EmbeddingFile earlier) {
    Map<Integer, Point> before = new HashMap<>();
    earlier.points.forEach(point -> before.put(point.image, point));
    double along = 0;
    double across = 0;
    double alongMirrored = 0;
    double acrossMirrored = 0;
    for (Point point : points) {
      Point other = before.get(point.image);
      if (other != null) {
        along += point.x * other.x + point.y * other.y;
        across += point.x * other.y - point.y * other.x;
        alongMirrored += point.x * other.x - point.y * other.y;
        acrossMirrored += point.x * other.y + point.y * other.x;
      }
    }
    boolean mirrored = Math.hypot(alongMirrored, acrossMirrored) > Math.hypot(along, across);
    double angle = mirrored ? Math.atan2(acrossMirrored, alongMirrored) : Math.atan2(across, along);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    List<Point> turned = new ArrayList<>();
    for (Point point : points) {
      double y = mirrored ? -point.y : point.y;
      turned.add(
          new Point(
              point.image, point.trueClass, cos * point.x - sin * y, sin * point.x + cos * y));
    }
    return new EmbeddingFile(turned, explained);
  }
}
