package org.palimpsest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.Batches;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.PhotoForm;
import org.palimpsest.data.Samples;
import org.palimpsest.disk.Json;
import org.palimpsest.engine.export.ModelFormat;
import org.palimpsest.engine.export.ScriptedModel;

/** A model that was exported as TorchScript, at work on pictures; it needs no run. */
final class ModelAnswerer implements Answerer {

  private static final int PICTURES_AT_ONCE = 64;

  private final Path file;
  private final ScriptedModel model;

  private ModelAnswerer(Path file, ScriptedModel model) {
    this.file = file;
    this.model = model;
  }

  /**
   * Reads a model.
   *
   * @throws DataException if the file holds none that this program exported
   */
  static ModelAnswerer read(Path file) {
    try {
      return new ModelAnswerer(file, ScriptedModel.read(file));
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "%s: %s; expected the folder of a run, or what export --format torchscript wrote"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public PhotoForm form(boolean upright) {
    List<Integer> image = text("image", new TypeReference<List<Integer>>() {});
    return new PhotoForm(image.get(0), image.get(1), image.get(2), Optional.empty(), upright);
  }

  /** The model normalises by itself. */
  @Override
  public Normalization normalization() {
    return Normalization.identity(form(true).channels());
  }

  @Override
  public List<String> classes() {
    return ModelFormat.givesScores(model.texts())
        ? text("classes", new TypeReference<List<String>>() {})
        : List.of();
  }

  @Override
  public String whyNoClasses() {
    return ModelFormat.featuresAlone(model.texts());
  }

  private <T> T text(String name, TypeReference<T> type) {
    try {
      return Json.MAPPER.readValue(model.texts().getOrDefault(name, ""), type);
    } catch (JsonProcessingException e) {
      throw new DataException(
          file.toString(), "no \"%s\" in what it says of itself".formatted(name), "a list");
    }
  }

  @Override
  public INDArray scores(Samples pictures) {
    return inParts(pictures, model::forward);
  }

  @Override
  public INDArray embeddings(Samples pictures) {
    return inParts(pictures, model::embeddings);
  }

  private static INDArray inParts(Samples pictures, Function<INDArray, INDArray> work) {
    List<INDArray> parts = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += PICTURES_AT_ONCE) {
      int to = Math.min(pictures.size(), from + PICTURES_AT_ONCE);
      int[] indices = Arrays.copyOfRange(pictures.indices(), from, to);
      INDArray pixels = Batches.plain(pictures.images(), indices, pictures.normalization());
      parts.add(work.apply(pixels.muli(255)));
    }
    return Nd4j.concat(0, parts.toArray(INDArray[]::new));
  }

  @Override
  public void close() {
    model.close();
  }
}
