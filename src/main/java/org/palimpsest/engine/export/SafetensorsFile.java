package org.palimpsest.engine.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.ArchitectureJson;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.tensor.Safetensors;

/**
 * Every tensor of a model under PyTorch's names, {@code encoder.trunk.0.weight} and so on; the
 * architectures and everything else to know as texts in the header.
 */
final class SafetensorsFile {

  private SafetensorsFile() {}

  static void write(LearntModel model, OutputStream out) throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    // In alphabetical order, so that the same model gives the same bytes.
    Map<String, String> texts = new TreeMap<>(model.texts());
    model.encoder().tensors().forEach((name, t) -> tensors.put(LearntModel.ENCODER + name, t));
    texts.put("encoder", ArchitectureJson.text(model.encoder().architecture()));
    model
        .decoder()
        .ifPresent(
            decoder -> {
              decoder.tensors().forEach((name, t) -> tensors.put(LearntModel.DECODER + name, t));
              texts.put("decoder", ArchitectureJson.text(decoder.architecture()));
            });
    tensors.putAll(model.tensors());
    new Safetensors(tensors, texts).writeTo(out);
  }
}
