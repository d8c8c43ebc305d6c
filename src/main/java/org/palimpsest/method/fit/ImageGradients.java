package org.palimpsest.method.fit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.DensePass;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;

/**
 * Sums over images of what each one's own gradient amounts to: squares for the Fisher information,
 * absolute values for MAS. Images are unchanged, batch normalisation uses the running statistics.
 *
 * <p>Where encoder and head are dense layers, an image's gradient of a layer's weights is an outer
 * product, and the sum of squares (or absolute values) over a batch is one product of matrices of
 * squares. Anything else goes image by image.
 */
public final class ImageGradients {

  private static final int BATCH = 128;

  private final Model model;
  private final Measure measure;
  private final Function function;
  private final Map<String, INDArray> sums = new LinkedHashMap<>();

  /** What of a gradient is summed. */
  public enum Measure {
    SQUARE {
      @Override
      Tensor of(Tensor gradient) {
        return gradient.square();
      }
    },
    ABSOLUTE {
      @Override
      Tensor of(Tensor gradient) {
        return gradient.abs();
      }
    };

    /** Of a product it is the product of both factors' measures. */
    abstract Tensor of(Tensor gradient);
  }

  /** What is differentiated. */
  @FunctionalInterface
  public interface Function {
    /**
     * Several functions of the logits, each one's measures are summed.
     *
     * @param logits {@code [images, classes of the experiment]}
     * @param labels as the samples have them, {@code [images]}
     * @return each {@code [images]}, an image's value depending on its own logits only
     */
    List<Tensor> of(Tensor logits, Tensor labels);
  }

  /** Of a model as it is now. */
  public ImageGradients(Model model, Measure measure, Function function) {
    this.model = model;
    this.measure = measure;
    this.function = function;
    for (Parameter parameter : model.parameters()) {
      sums.put(parameter.name(), parameter.values().dup().assign(0));
    }
  }

  /**
   * Sum over images of the measure of each one's gradient.
   *
   * @return by the parameters' names, of their shapes
   */
  public Map<String, INDArray> ofEach(Samples samples) {
    boolean dense = model.head().isLinear();
    for (int start = 0; start < samples.size(); ) {
      int end = Math.min(samples.size(), start + (dense ? BATCH : 1));
      if (dense && !addAtOnce(samples, start, end)) {
        dense = false;
        continue;
      }
      if (!dense) {
        add(samples, start, end);
      }
      start = end;
    }
    return sums;
  }

  /**
   * Sum over batches of the measure of the gradient of each one's mean, times its size. Not what
   * {@link #ofEach} estimates, since opposite signs cancel, but common.
   *
   * @param size images of a batch
   */
  public Map<String, INDArray> ofBatches(Samples samples, int size) {
    for (int start = 0; start < samples.size(); start += size) {
      add(samples, start, Math.min(samples.size(), start + size));
    }
    return sums;
  }

  private INDArray pixels(Samples samples, int start, int end) {
    return Batches.plain(
        samples.images(),
        Arrays.copyOfRange(samples.indices(), start, end),
        samples.normalization());
  }

  private List<Tensor> values(Samples samples, int start, int end, Outputs outputs, Tape tape) {
    Tensor labels = Tensors.classes(Arrays.copyOfRange(samples.classes(), start, end));
    return function.of(model.head().logits(outputs, tape), tape.here(labels));
  }

  /** The general way, through every parameter's gradient. */
  private void add(Samples samples, int start, int end) {
    List<Parameter> parameters = model.parameters();
    try (INDArray pixels = pixels(samples, start, end)) {
      int functions = 1;
      for (int f = 0; f < functions; f++) {
        try (Tape tape = new Tape(model.encoder())) {
          Outputs outputs =
              tape.run(model.encoder(), tape.constant(pixels), Mode.FROZEN_STATISTICS);
          List<Tensor> values = values(samples, start, end, outputs, tape);
          functions = values.size();
          parameters.forEach(parameter -> Tensors.of(parameter.gradient()).zero_());
          tape.backward(values.get(f).mean());
          try (NoGradGuard noGradient = new NoGradGuard()) {
            for (Parameter parameter : parameters) {
              Tensor gradient = Tensors.of(parameter.gradient());
              sum(parameter.name()).add_(measure.of(gradient), new Scalar((double) (end - start)));
              gradient.zero_();
            }
          }
        }
      }
    }
  }

  /** All images of a batch at once, if the encoder has dense layers only. */
  private boolean addAtOnce(Samples samples, int start, int end) {
    try (INDArray pixels = pixels(samples, start, end);
        Tape tape = new Tape(model.encoder())) {
      Optional<Tape.DenseOutputs> run = tape.runDense(model.encoder(), tape.constant(pixels));
      if (run.isEmpty()) {
        return false;
      }
      Outputs outputs = run.get().outputs();
      Tensor logits = model.head().logits(outputs, tape);
      Tensor labels = tape.here(Tensors.classes(Arrays.copyOfRange(samples.classes(), start, end)));
      List<DensePass> layers = run.get().layers();
      Tensor[] nodes = new Tensor[layers.size() + 1];
      for (int l = 0; l < layers.size(); l++) {
        nodes[l] = layers.get(l).output();
      }
      nodes[layers.size()] = logits;
      Tensor[] measured = new Tensor[nodes.length];
      for (Tensor value : function.of(logits, labels)) {
        Tensor[] gradients = tape.gradients(value.sum(), false, nodes);
        for (int n = 0; n < nodes.length; n++) {
          Tensor more = measure.of(gradients[n]);
          measured[n] = measured[n] == null ? more : measured[n].add_(more);
        }
      }
      try (NoGradGuard noGradient = new NoGradGuard()) {
        addDense(layers, measured);
        addHead(outputs.embedding(), measured[layers.size()]);
      }
    }
    return true;
  }

  private void addDense(List<DensePass> layers, Tensor[] measured) {
    Tensor flat = sum("encoder").view(-1);
    long offset = 0;
    for (int l = 0; l < layers.size(); l++) {
      Tensor input = measure.of(layers.get(l).input());
      Tensor weights = measured[l].t().matmul(input);
      flat.narrow(0, offset, weights.numel()).add_(weights.flatten().to(flat));
      offset += weights.numel();
      Tensor biases = measured[l].sum(0L);
      flat.narrow(0, offset, biases.numel()).add_(biases.to(flat));
      offset += biases.numel();
    }
  }

  /** Rows of a linear head, the bias in the last column. */
  private void addHead(Tensor embedding, Tensor measured) {
    Tensor rows = sum(model.head().parameters().get(0).name());
    long width = embedding.size(1);
    rows.narrow(1, 0, width).add_(measured.t().matmul(measure.of(embedding)).to(rows));
    rows.narrow(1, width, 1).add_(measured.sum(0L).unsqueeze(1).to(rows));
  }

  private Tensor sum(String name) {
    return Tensors.of(Objects.requireNonNull(sums.get(name)));
  }
}
