package org.palimpsest.method.continual;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.DataException;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Architectures;
import org.palimpsest.engine.LearntModel;
import org.palimpsest.engine.Network;
import org.palimpsest.head.Classifier;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.tensor.ShapeException;

/** The weights of the reconstruction method: encoder, decoder and the base session's classifier. */
final class Model implements AutoCloseable {

  private final LearnerContext context;
  private final Classifier classifier;
  private final Network encoder;
  private final @Nullable Network decoder;
  private @Nullable INDArray classifierWeights;

  Model(ReconstructionSettings settings, LearnerContext context, Classifier classifier) {
    this.context = context;
    this.classifier = classifier;
    Architecture architecture = encoder(settings, context);
    encoder = context.engine().build(architecture, context.seeds().generator("encoder"));
    decoder =
        settings.needsDecoder()
            ? context
                .engine()
                .build(
                    Architectures.mirroredDecoder(architecture),
                    context.seeds().generator("decoder"))
            : null;
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put(LearntModel.ENCODER, encoder);
    decoder().ifPresent(network -> networks.put(LearntModel.DECODER, network));
    context.initial().ifPresent(weights -> weights.into(networks));
  }

  /** Where the images' size was not known before they were read, this finds out. */
  private static Architecture encoder(ReconstructionSettings settings, LearnerContext context) {
    try {
      Architecture architecture =
          settings.encoder().architecture(context.channels(), context.height(), context.width());
      architecture.mapShape();
      return architecture;
    } catch (ShapeException e) {
      throw new DataException(
          "network.encoder.type does not fit images of %dx%d: %s"
              .formatted(context.height(), context.width(), e.getMessage()),
          e);
    }
  }

  Network encoder() {
    return encoder;
  }

  Optional<Network> decoder() {
    return Optional.ofNullable(decoder);
  }

  Classifier classifier() {
    return classifier;
  }

  /** Draws fresh rows for the base classes. */
  void startClassifier(int baseClasses) {
    classifierWeights =
        classifier.initial(
            baseClasses,
            encoder.architecture().embeddingWidth(),
            context.seeds().generator("classifier"));
  }

  /** {@code [base classes, columns]}. */
  INDArray classifierWeights() {
    if (classifierWeights == null) {
      throw new IllegalStateException("the base stage has not begun");
    }
    return classifierWeights;
  }

  Map<String, INDArray> tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("encoder.parameters", encoder.parameters());
    tensors.put("encoder.statistics", encoder.statistics());
    if (decoder != null) {
      tensors.put("decoder.parameters", decoder.parameters());
      tensors.put("decoder.statistics", decoder.statistics());
    }
    if (classifierWeights != null) {
      tensors.put("classifier.weights", classifierWeights);
    }
    return tensors;
  }

  void restore(Map<String, INDArray> tensors) {
    assign(encoder.parameters(), tensors, "encoder.parameters");
    assign(encoder.statistics(), tensors, "encoder.statistics");
    if (decoder != null) {
      assign(decoder.parameters(), tensors, "decoder.parameters");
      assign(decoder.statistics(), tensors, "decoder.statistics");
    }
    INDArray weights = tensors.get("classifier.weights");
    classifierWeights = weights == null ? null : weights.dup();
  }

  /** Copies a saved array over the one in use. */
  static void assign(INDArray target, Map<String, INDArray> tensors, String name) {
    INDArray saved = tensors.get(name);
    if (saved == null || saved.length() != target.length()) {
      throw new IllegalArgumentException(
          "the saved state has %s values of %s, expected %d"
              .formatted(saved == null ? "no" : saved.length(), name, target.length()));
    }
    target.assign(saved.reshape(target.shape()));
  }

  @Override
  public void close() {
    encoder.close();
    if (decoder != null) {
      decoder.close();
    }
  }
}
