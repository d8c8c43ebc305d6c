package org.palimpsest.engine.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.palimpsest.engine.LearntModel;

/**
 * A model's encoder as Deeplearning4j's {@code ModelSerializer} writes it, of that library's own
 * layers only: one input {@code image}, and outputs {@code map} and {@code embedding}. Decoder and
 * head are left out. The texts are in the same file as a map from String to String, under {@link
 * #TEXTS}.
 */
final class Dl4jFile {

  /** Key for {@code ModelSerializer.getObjectFromFile}. */
  static final String TEXTS = "palimpsest";

  private Dl4jFile() {}

  static void write(LearntModel model, OutputStream out) throws IOException {
    // The library can add objects to files only.
    Path file = Files.createTempFile("palimpsest-export", ".zip");
    ComputationGraph graph = ExportedGraph.of(model.encoder());
    try {
      ModelSerializer.writeModel(graph, file.toFile(), false);
      Map<String, String> texts = new LinkedHashMap<>(model.texts());
      ModelSerializer.addObjectToFile(file.toFile(), TEXTS, texts);
      Files.copy(file, out);
    } finally {
      graph.close();
      Files.delete(file);
    }
  }
}
