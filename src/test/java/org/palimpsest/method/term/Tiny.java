package org.palimpsest.method.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Parts;
import org.palimpsest.data.Batches;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Architecture;
import org.palimpsest.engine.Layer;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.head.Heads;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.fit.Batch;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Stored;
import org.palimpsest.tensor.Seeds;

/** Models small enough to be worked out by hand, on images of few pixels. */
final class Tiny {

  private Tiny() {}

  /** The embedding is the image, so that only the head has weights. */
  static Architecture identity(int pixels) {
    return new Architecture("identity", 1, 1, pixels, List.of(), List.of(new Layer.Flatten()));
  }

  static Architecture dense(int pixels, int... widths) {
    List<Layer> layers = new ArrayList<>(List.of(new Layer.Flatten()));
    for (int width : widths) {
      layers.add(new Layer.Dense(width));
      layers.add(new Layer.Relu());
    }
    int last = widths[widths.length - 1];
    layers.add(new Layer.Unflatten(last, 1, 1));
    return new Architecture("dense", 1, 1, pixels, layers, List.of(new Layer.Flatten()));
  }

  /** Images of one row; white is 1, black 0. */
  static Samples images(int[][] pixels, int... labels) {
    byte[] bytes = new byte[pixels.length * pixels[0].length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i / pixels[0].length][i % pixels[0].length];
    }
    int classes = IntStream.of(labels).max().orElse(0) + 1;
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    ImageSet set = new ImageSet(bytes, labels.clone(), 1, 1, pixels[0].length, names);
    int[] all = IntStream.range(0, labels.length).toArray();
    return new Samples(set, all, labels.clone(), new Normalization(List.of(0.0), List.of(1.0)));
  }

  /** Images and labels of chance. */
  static Samples images(int count, int pixels, int classes) {
    RandomGenerator random = new Seeds(5).generator("images");
    int[][] values = new int[count][pixels];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.ints(pixels, 0, 256).toArray();
      labels[i] = i % classes;
    }
    return images(values, labels);
  }

  /** Sessions of so many classes each, and of these images. */
  static List<Session> sessions(Samples samples, int... classes) {
    List<Session> all = new ArrayList<>();
    int first = 0;
    for (int count : classes) {
      Samples own = samples.at(new int[0]);
      for (int c = first; c < first + count; c++) {
        own = own.and(samples.of(c));
      }
      Samples none = samples.at(new int[0]);
      all.add(Session.ofRange(all.size(), first, count, own, none, none));
      first += count;
    }
    return all;
  }

  static Model model(
      Architecture architecture, String head, Scenario scenario, List<Session> sessions) {
    int classes = sessions.stream().mapToInt(session -> session.classes().size()).sum();
    LearnerContext context =
        new LearnerContext(
            new TorchEngine(1),
            new Seeds(3),
            architecture.channels(),
            architecture.height(),
            architecture.width(),
            classes,
            scenario,
            sessions,
            Optional.empty());
    return new Model(architecture, false, Parts.named(head, Heads.ALL).sample(), context);
  }

  static Phase phase(Model model, int session, Softmax softmax) {
    LearnerContext context = model.context();
    return new Phase(
        context.sessions().get(session),
        model,
        Optional.empty(),
        context.scenario(),
        true,
        softmax);
  }

  /** What there is under a name. */
  static INDArray of(Map<String, INDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  /** The head's rows {@code [classes, width + 1]}. */
  static Parameter rows(Model model) {
    return model.head().parameters().get(0);
  }

  /** A step on all of a session's images, or on logits given beforehand. */
  static final class OneStep implements Step, AutoCloseable {
    private final Phase phase;
    private final Batch batch;
    private final Tape tape;
    private final INDArray pixels;
    private final Outputs features;
    private final Optional<Tensor> logits;

    OneStep(Phase phase) {
      this(phase, Optional.empty());
    }

    OneStep(Phase phase, Optional<Tensor> logits) {
      this.phase = phase;
      this.logits = logits;
      Samples samples = phase.session().train();
      batch = new Batch(samples, 0);
      tape = new Tape(phase.model().encoder());
      pixels = Batches.plain(samples.images(), samples.indices(), samples.normalization());
      features = tape.run(phase.model().encoder(), tape.constant(pixels), Mode.FROZEN_STATISTICS);
    }

    @Override
    public Phase phase() {
      return phase;
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
      return tape.constant(pixels);
    }

    @Override
    public Tensor labels() {
      return Tensors.classes(batch.samples().classes());
    }

    @Override
    public Outputs features() {
      return features;
    }

    @Override
    public Tensor logits() {
      return logits.orElseGet(() -> phase.model().head().logits(features, tape));
    }

    @Override
    public Outputs features(Tape on, Tensor other) {
      return on.run(phase.model().encoder(), other, mode());
    }

    @Override
    public Tensor logits(Tape on, Tensor other) {
      return phase.model().head().logits(features(on, other), on);
    }

    @Override
    public Optional<Stored> stored(int count, String purpose) {
      return Optional.empty();
    }

    @Override
    public Tensor decoded() {
      throw new UnsupportedOperationException("there is no decoder");
    }

    @Override
    public Mode mode() {
      return Mode.TRAINING;
    }

    @Override
    public List<Parameter> parameters() {
      return phase.model().parameters();
    }

    @Override
    public RandomGenerator random(String purpose) {
      return phase.random(purpose);
    }

    @Override
    public void close() {
      tape.close();
    }
  }
}
