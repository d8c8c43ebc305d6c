package org.palimpsest.engine.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.palimpsest.engine.LearntModel;

/**
 * One file format for models.
 *
 * @param name on the command line
 * @param suffix of file names, with its dot
 * @param program whether the file has a method {@code forward}, of scores where they are written
 * @param writer writes a model; does not close the stream
 */
public record ModelFormat(String name, String suffix, boolean program, Writer writer) {

  /** The text that says what {@code forward} gives. */
  static final String FORWARD = "forward";

  /** That text where it gives scores. */
  static final String FORWARD_SCORES = "scores";

  /** All formats. A new one is one file and one line here. */
  public static final List<ModelFormat> ALL =
      List.of(
          new ModelFormat("safetensors", ".safetensors", false, SafetensorsFile::write),
          new ModelFormat("torchscript", ".pt", true, TorchScriptFile::write),
          new ModelFormat("dl4j", ".zip", false, Dl4jFile::write));

  /** Writes a model. */
  @FunctionalInterface
  public interface Writer {
    void write(LearntModel model, OutputStream out) throws IOException;
  }

  /** Whether {@code forward} gives scores, by what an exported model says of itself. */
  public static boolean givesScores(Map<String, String> texts) {
    return FORWARD_SCORES.equals(texts.get(FORWARD));
  }

  /**
   * What is to be said of a model whose {@code forward} gives no scores, as its predicate.
   *
   * @param texts of the model, by name
   */
  public static String featuresAlone(Map<String, String> texts) {
    String head = texts.get("head");
    String whose = head == null ? "its method" : "its head, %s,".formatted(head);
    return "gives features from forward and not scores: %s has none that are written as a program"
        .formatted(whose);
  }

  /** Names of all formats. */
  public static List<String> names() {
    return ALL.stream().map(ModelFormat::name).toList();
  }
}
