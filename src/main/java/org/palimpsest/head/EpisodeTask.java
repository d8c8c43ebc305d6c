package org.palimpsest.head;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;

/**
 * An episode as a few-shot method meets it. What is expensive is made when it is asked for, once
 * for each time.
 *
 * @param tape that all of it is computed on
 * @param shape which images are of which class
 * @param encoder for methods that run it themselves, with weights of their own
 * @param images support, queries, unlabelled images, {@code [images, channels, height, width]}
 * @param features of all images by the encoder as it is
 * @param mode of batch normalisation; {@link Mode#TRAINING} when the episode teaches something
 * @param apart whether batch normalisation may look at one query at a time only, together with the
 *     support
 * @param random of this episode
 */
public record EpisodeTask(
    Tape tape,
    EpisodeShape shape,
    Network encoder,
    Supplier<Tensor> images,
    Supplier<Outputs> features,
    Mode mode,
    boolean apart,
    RandomGenerator random) {

  /** Whether the episode teaches something. */
  public boolean isTraining() {
    return mode == Mode.TRAINING;
  }
}
