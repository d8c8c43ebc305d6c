package org.palimpsest.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a learner has learnt, for other programs.
 *
 * @param encoder image to map and embedding
 * @param decoder map to image, where there is one
 * @param tensors the rest, such as a head's weights, by name; float32
 * @param scores how the classes' scores come of the features; empty if only this program can say
 * @param texts what a user of the arrays has to know, by name
 */
public record LearntModel(
    Weights encoder,
    Optional<Weights> decoder,
    Map<String, INDArray> tensors,
    Optional<ScoreScript> scores,
    Map<String, String> texts) {

  /** Names of the encoder's tensors begin with this where they stand beside others. */
  public static final String ENCODER = "encoder.";

  /** Names of the decoder's tensors begin with this. */
  public static final String DECODER = "decoder.";

  public LearntModel {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** The same with more texts. */
  public LearntModel with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(texts);
    all.putAll(more);
    return new LearntModel(encoder, decoder, tensors, scores, all);
  }
}
