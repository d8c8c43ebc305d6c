package org.palimpsest.engine.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.torch.Tensors;

/** A model that was exported as TorchScript, at work again. Not thread-safe. */
public final class ScriptedModel implements AutoCloseable {

  private final JitModule module;
  private final Map<String, String> texts;

  private ScriptedModel(JitModule module, Map<String, String> texts) {
    this.module = module;
    this.texts = texts;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException saying what is wrong, if it was not exported by this program
   */
  public static ScriptedModel read(Path file) {
    ExtraFilesMap extra = new ExtraFilesMap();
    BytePointer name = new BytePointer(ModelTexts.NAME);
    extra.put(name, new BytePointer(""));
    JitModule module;
    try {
      module = torch.load(file.toString(), new DeviceOptional(), extra);
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException("it is no model in TorchScript: " + why, e);
    }
    BytePointer text = extra.get(name);
    if (text == null || text.isNull() || text.getString().isEmpty()) {
      module.close();
      throw new IllegalArgumentException(
          "it is TorchScript, but lacks %s; export writes it".formatted(ModelTexts.NAME));
    }
    try {
      return new ScriptedModel(module, ModelTexts.read(text.getString(StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      module.close();
      throw new IllegalArgumentException(
          "what it says of itself in %s is no JSON".formatted(ModelTexts.NAME), e);
    }
  }

  /** What its run said of it, by name; {@code forward} says what {@link #forward} gives. */
  public Map<String, String> texts() {
    return texts;
  }

  /**
   * Scores, or embeddings where the head has no program.
   *
   * @param pixels {@code [n, channels, height, width]}, float32, 0 to 255
   */
  public INDArray forward(INDArray pixels) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      IValueVector input = new IValueVector(new IValue(Tensors.of(pixels)));
      return Tensors.copy(module.forward(input).toTensor());
    }
  }

  /** Embeddings, {@code [n, width]}. */
  public INDArray embeddings(INDArray pixels) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      IValueVector input = new IValueVector(new IValue(Tensors.of(pixels)));
      IValue both = module.get_method("features").apply(input);
      return Tensors.copy(both.toTuple().elements().get(1).toTensor());
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
