package org.palimpsest.method.fit;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;

/**
 * What a term sees of one step. Everything is computed once, when it is first asked for, on the
 * step's tape; tensors live until the step is over.
 */
public interface Step {

  Phase phase();

  Tape tape();

  Batch batch();

  /** {@code [batch, channels, height, width]}, normalised and augmented. */
  Tensor images();

  /** Class numbers of the experiment, int64, {@code [batch]}. */
  Tensor labels();

  /** Of the encoder. */
  Outputs features();

  /**
   * Of the encoder, of other images, on this step's tape or on one of the caller's.
   *
   * @param other {@code [images, channels, height, width]}
   */
  Outputs features(Tape on, Tensor other);

  /** Of the head, {@code [batch, classes of the experiment]}. */
  Tensor logits();

  /**
   * Of the head, of other images, on this step's tape or on one of the caller's.
   *
   * @param other {@code [images, channels, height, width]}
   */
  Tensor logits(Tape on, Tensor other);

  /**
   * Stored images of a term's own, none twice, apart from those that the batch may have; empty if
   * nothing is stored yet.
   *
   * @param count how many; all there are if there are fewer
   * @param purpose of the draw: draws for different purposes are independent
   */
  Optional<Stored> stored(int count, String purpose);

  /** What the decoder makes of the map, {@code [batch, channels, height, width]}. */
  Tensor decoded();

  /** How batch normalisation behaves in this stage. */
  Mode mode();

  /** All that is trained: encoder, decoder, head. */
  List<Parameter> parameters();

  /** A generator for one purpose, the same one throughout a block. */
  RandomGenerator random(String purpose);
}
