package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.disk.DamagedFileException;
import org.palimpsest.disk.Json;

/**
 * {@code embeddings/session-NN.json}: test images on the plane in which a learner's embeddings
 * spread most.
 *
 * @param points in the file's order
 * @param explained share of all variance that the plane shows, in [0, 1]
 */
public record EmbeddingPoints(List<Point> points, double explained) {

  /** A test image. */
  public record Point(int image, int trueClass, double x, double y) {}

  public EmbeddingPoints {
    points = List.copyOf(points);
  }

  /**
   * The maps of a run, one for each session, as far as it kept them. Components are only defined up
   * to their sign and, nearly, a rotation: each map is turned such that the images it shares with
   * the one before lie as near to their earlier places as they can.
   *
   * @throws DamagedFileException if a map is not as it was written
   */
  public static List<EmbeddingPoints> read(Path runFolder, int sessions) {
    List<EmbeddingPoints> maps = new ArrayList<>();
    for (int session = 0; session < sessions; session++) {
      Path file =
          runFolder.resolve(String.format(Locale.ROOT, "embeddings/session-%02d.json", session));
      if (!Files.exists(file)) {
        return List.of();
      }
      EmbeddingPoints map = of(file, Json.read(file));
      maps.add(maps.isEmpty() ? map : map.turnedTo(maps.get(maps.size() - 1)));
    }
    return List.copyOf(maps);
  }

  private static EmbeddingPoints of(Path file, JsonNode root) {
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
    return new EmbeddingPoints(points, explained);
  }

  /** Schoenemann's orthogonal Procrustes problem, which has a closed solution in the plane. */
  EmbeddingPoints turnedTo(EmbeddingPoints earlier) {
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
    return new EmbeddingPoints(turned, explained);
  }
}
