package org.palimpsest.method.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassRows;
import org.palimpsest.memory.ExemplarMemory;

/** One step, computed as far as it is asked for. */
final class StepPass implements Step, AutoCloseable {

  private final Block block;
  private final Batch batch;
  private final INDArray pixels;
  private final List<INDArray> others = new ArrayList<>();
  private final Tape tape;
  private @Nullable Tensor images;
  private @Nullable Tensor labels;
  private @Nullable Outputs features;
  private @Nullable Tensor logits;
  private @Nullable Tensor decoded;

  StepPass(Block block, Batch batch) {
    this.block = block;
    this.batch = batch;
    pixels = block.batch(batch.samples());
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
      features = features(tape, images());
    }
    return features;
  }

  @Override
  public Outputs features(Tape on, Tensor input) {
    Network encoder = phase().model().encoder();
    return block.spec().trainsEncoder() ? on.run(encoder, input, mode()) : on.infer(encoder, input);
  }

  @Override
  public Tensor logits() {
    if (logits == null) {
      logits = phase().model().head().logits(features(), tape);
    }
    return logits;
  }

  @Override
  public Tensor logits(Tape on, Tensor other) {
    return phase().model().head().logits(features(on, other), on);
  }

  @Override
  public Optional<Stored> stored(int count, String purpose) {
    Optional<ExemplarMemory> memory = phase().memory().filter(some -> some.size() > 0);
    if (count == 0 || memory.isEmpty()) {
      return Optional.empty();
    }
    int[] slots = memory.get().draw(count, random(purpose));
    Samples samples = memory.get().samples(batch.samples(), slots);
    INDArray drawn = block.pixels(samples);
    others.add(drawn);
    return Optional.of(new Stored(slots, samples, tape.constant(drawn)));
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

  /**
   * How many images of the batch, as they were augmented, are taken for their class among all seen;
   * empty where no term asked for the head's logits, or they are of other classes.
   */
  OptionalLong hits() {
    ClassSet seen = phase().session().seen();
    int last = seen.numbers().get(seen.size() - 1);
    if (logits == null
        || logits.size(0) != batch.size()
        || logits.size(1) <= last
        || !IntStream.of(batch.samples().classes()).allMatch(seen::contains)) {
      return OptionalLong.empty();
    }
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Tensor taken = ClassRows.of(logits, 1, seen).argmax(new LongOptional(1), false);
      return OptionalLong.of(
          taken.eq(Objective.targets(this, 0, batch.size(), seen)).sum().item_long());
    }
  }

  @Override
  public void close() {
    tape.close();
    others.forEach(INDArray::close);
  }
}
