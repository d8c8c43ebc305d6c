package org.palimpsest.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.torch.Tensors;

/**
 * A model as a program in TorchScript with its weights, for {@code torch.jit.load} and for
 * libtorch. {@code features(images)} gives map and embedding, {@code forward(images)} the scores of
 * the classes, or the embeddings where the head has no program. Images are {@code [n, channels,
 * height, width]} with values 0 to 255, of any type; they are normalised inside. All there is to
 * know is in the extra file {@link ModelTexts#NAME}.
 */
final class TorchScriptFile {

  private TorchScriptFile() {}

  static void write(LearntModel model, OutputStream out) throws IOException {
    Path file = Files.createTempFile("palimpsest-export", ".pt"); // libtorch writes to files
    try (PointerScope scope = Tensors.scope()) {
      JitModule module = new JitModule(new QualifiedName("palimpsest"));
      Map<String, INDArray> attributes = new LinkedHashMap<>();
      String features = features(model, attributes);
      String forward = forward(model, attributes);
      attributes.forEach((name, array) -> module.register_buffer(name, owned(array)));
      module.define(features);
      module.define(forward);
      module.eval();
      ExtraFilesMap texts = new ExtraFilesMap();
      texts.put(
          new BytePointer(ModelTexts.NAME), new BytePointer(json(model), StandardCharsets.UTF_8));
      module.save(file.toString(), texts);
      Files.copy(file, out);
    } finally {
      Files.delete(file);
    }
  }

  /** A tensor with memory of its own, which the module keeps. */
  private static Tensor owned(INDArray array) {
    return Tensors.of(array.dup('c')).clone();
  }

  private static String features(LearntModel model, Map<String, INDArray> attributes)
      throws IOException {
    Architecture architecture = model.encoder().architecture();
    JsonNode pixels = ModelTexts.json(model.texts(), "normalization");
    attributes.put("mean", perChannel(pixels.path("mean"), architecture.channels(), 0));
    attributes.put("deviation", perChannel(pixels.path("deviation"), architecture.channels(), 1));
    ScriptedLayers layers = new ScriptedLayers(LearntModel.ENCODER, model.encoder().tensors());
    String map = layers.all(architecture.trunk(), "image", "trunk");
    String embedding = layers.all(architecture.tail(), map, "tail");
    attributes.putAll(layers.attributes());
    List<String> lines = new ArrayList<>();
    lines.add("image = (images / 255.0 - self.mean) / self.deviation");
    lines.addAll(layers.lines());
    boolean flat = architecture.mapShape().length == 1;
    lines.add("map = " + map + (flat ? ".unsqueeze(2).unsqueeze(3)" : ""));
    lines.add("return (map, %s.flatten(1, -1))".formatted(embedding));
    return method("features(self, images: Tensor) -> Tuple[Tensor, Tensor]", lines);
  }

  private static String forward(LearntModel model, Map<String, INDArray> attributes) {
    List<String> lines = new ArrayList<>(List.of("map, embedding = self.features(images)"));
    model
        .scores()
        .ifPresent(
            scores -> {
              attributes.putAll(scores.tensors());
              lines.addAll(scores.lines());
            });
    lines.add(model.scores().isPresent() ? "return scores" : "return embedding");
    return method("forward(self, images: Tensor) -> Tensor", lines);
  }

  private static String method(String head, List<String> lines) {
    return "def " + head + ":\n    " + String.join("\n    ", lines) + "\n";
  }

  private static INDArray perChannel(JsonNode values, int channels, double otherwise) {
    float[] all = new float[channels];
    for (int c = 0; c < channels; c++) {
      all[c] = (float) values.path(c).asDouble(otherwise);
    }
    return Nd4j.createFromArray(all).reshape(1, channels, 1, 1);
  }

  private static String json(LearntModel model) {
    Map<String, String> texts = new LinkedHashMap<>(model.texts());
    texts.put(
        ModelFormat.FORWARD, model.scores().isPresent() ? ModelFormat.FORWARD_SCORES : "embedding");
    return ModelTexts.write(texts);
  }
}
