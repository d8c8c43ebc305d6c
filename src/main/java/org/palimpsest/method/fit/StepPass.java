package org.palimpsest.method.fit;

import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;

/** One step, computed as far as it is asked for. */
final class StepPass implements Step, AutoCloseable {

  private final Block block;
  private final Batch batch;
  private final INDArray pixels;
  private final Tape tape;
  private @Nullable Tensor images;
  private @Nullable Tensor labels;
  private @Nullable Outputs features;
  private @Nullable Tensor logits;
  private @Nullable Tensor decoded;

  StepPass(Block block, Batch batch) {
    this.block = block;
    this.batch = batch;
    pixels = block.pixels(batch.samples());
    tape = new Tape(block.phase().model().encoder());
  }

  @Override
  public Phase phase() {
    return block.phase();
  }

  @Override
  public Tape tape() {
    return tape;
  }

  @Override
  public Batch batch() {
    return batch;
  }

  @Override
  public Tensor images() {
    if (images == null) {
      images = tape.constant(pixels);
    }
    return images;
  }

  @Override
  public Tensor labels() {
    if (labels == null) {
      labels = tape.here(Tensors.classes(batch.samples().classes()));
    }
    return labels;
  }

  @Override
  public Outputs features() {
    if (features == null) {
      Network encoder = phase().model().encoder();
      features =
          block.spec().trainsEncoder()
              ? tape.run(encoder, images(), mode())
              : tape.infer(encoder, images());
    }
    return features;
  }

  @Override
  public Tensor logits() {
    if (logits == null) {
      logits = phase().model().head().logits(features(), tape);
    }
    return logits;
  }

  @Override
  public Tensor decoded() {
    if (decoded == null) {
      Network decoder =
          phase()
              .model()
              .decoder()
              .orElseThrow(() -> new IllegalStateException("this model has no decoder"));
      decoded = tape.run(decoder, features().map(), mode()).map();
    }
    return decoded;
  }

  @Override
  public Mode mode() {
    return block.spec().mode();
  }

  @Override
  public List<Parameter> parameters() {
    return block.parameters();
  }

  @Override
  public RandomGenerator random(String purpose) {
    return block.random(purpose);
  }

  @Override
  public void close() {
    tape.close();
    pixels.close();
  }
}
