package org.palimpsest.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.palimpsest.disk.Json;
import org.palimpsest.experiment.EmbeddingMap;

/** {@code embeddings/session-NN.json}: a map of test images after a session. */
final class EmbeddingFile {

  private EmbeddingFile() {}

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
}
