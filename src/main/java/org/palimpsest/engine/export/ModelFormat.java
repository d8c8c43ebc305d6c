package org.palimpsest.engine.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.palimpsest.engine.LearntModel;

/**
 * One file format for models.
 *
 * @param name on the command line
 * @param suffix of file names, with its dot
 * @param writer writes a model; does not close the stream
 */
public record ModelFormat(String name, String suffix, Writer writer) {

  /** All formats. A new one is one file and one line here. */
  public static final List<ModelFormat> ALL =
      List.of(
          new ModelFormat("safetensors", ".safetensors", SafetensorsFile::write),
          new ModelFormat("torchscript", ".pt", TorchScriptFile::write),
          new ModelFormat("dl4j", ".zip", Dl4jFile::write));

  /** Writes a model. */
  @FunctionalInterface
  public interface Writer {
    void write(LearntModel model, OutputStream out) throws IOException;
  }

  /** Names of all formats. */
  public static List<String> names() {
    return ALL.stream().map(ModelFormat::name).toList();
  }
}
