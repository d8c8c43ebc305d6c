package org.palimpsest.method.continual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Optimizer;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.torch.Differentiable;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.loss.ReconstructionError;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Seeds;

/**
 * The base session's training: {@code CE(f(E(x)), y) + lambda * mean((x - D(E(x)))^2)}, one epoch a
 * block.
 */
final class BaseStage implements Stage {

  private final ReconstructionSettings settings;
  private final Model model;
  private final StageOptimizers optimizers;
  private final Samples train;
  private final int classes;
  private final Seeds seeds;

  BaseStage(
      ReconstructionSettings settings,
      Model model,
      StageOptimizers optimizers,
      Samples train,
      int classes,
      Seeds seeds) {
    this.settings = settings;
    this.model = model;
    this.optimizers = optimizers;
    this.train = train;
    this.classes = classes;
    this.seeds = seeds;
  }

  @Override
  public String name() {
    return "base";
  }

  @Override
  public int blocks() {
    // The classifier's rows are made in block 0, hence there always is one.
    return Math.max(1, settings.base().epochs());
  }

  @Override
  public Optional<String> reuseKey() {
    return settings.base().reuse() ? Optional.of(settings.baseStageKey()) : Optional.empty();
  }

  @Override
  public Map<String, Double> run(int epoch, Progress progress) {
    if (epoch == 0) {
      model.startClassifier(classes);
    }
    if (settings.base().epochs() == 0) {
      return Map.of();
    }
    INDArray weights = model.classifierWeights();
    INDArray weightGradients = weights.dup().assign(0);
    startOptimizers(weights, weightGradients);
    int[] order = shuffled(train.size(), seeds.generator("base-shuffle", epoch));
    BatchMaker batches =
        new BatchMaker(settings.augmentation(), seeds.generator("base-augment", epoch));
    int batch = settings.base().batchSize();
    int steps = (order.length + batch - 1) / batch;
    double classification = 0;
    double reconstruction = 0;
    for (int step = 0; step < steps; step++) {
      int[] positions =
          Arrays.copyOfRange(order, step * batch, Math.min(order.length, (step + 1) * batch));
      double[] errors = accumulate(train.at(positions), batches, weights, weightGradients);
      optimizers.step((epoch + (double) step / steps) / settings.base().epochs());
      classification += errors[0] * positions.length / order.length;
      reconstruction += errors[1] * positions.length / order.length;
      progress.at(step + 1, steps);
    }
    if (epoch == settings.base().epochs() - 1) {
      optimizers.clear();
    }
    Map<String, Double> measured = measurements(classification, reconstruction);
    batches.addTo(measured);
    return measured;
  }

  /** Gradients of one batch; returns its classification and reconstruction error, unweighted. */
  private double[] accumulate(
      Samples batch, BatchMaker batches, INDArray weights, INDArray weightGradients) {
    try (INDArray images = batches.batch(batch);
        Trace trace = model.encoder().forward(images, Mode.TRAINING, false)) {
      Tensor labels = Tensors.classes(batch.classes());
      try (Differentiable classification =
          Differentiable.of(
              in -> CrossEntropy.of(model.classifier().logits(in[0], in[1]), labels),
              trace.output().embedding(),
              weights)) {
        weightGradients.addi(classification.gradient(1));
        double reconstruction = 0;
        double lambda = settings.base().reconstructionWeight();
        if (lambda > 0 && model.decoder().isPresent()) {
          reconstruction =
              reconstruct(
                  model.decoder().get(),
                  Mode.TRAINING,
                  trace,
                  images,
                  lambda,
                  classification.gradient(0));
        } else {
          trace.backward(null, classification.gradient(0));
        }
        return new double[] {classification.value(), reconstruction};
      }
    }
  }

  /** Decodes the map and sends both gradients back through the encoder. */
  static double reconstruct(
      Network decoder,
      Mode mode,
      Trace encoded,
      INDArray images,
      double lambda,
      INDArray embeddingGradient) {
    try (Trace decoded = decoder.forward(encoded.output().map(), mode, true);
        Differentiable error =
            Differentiable.of(
                in -> ReconstructionError.of(in[0], Tensors.of(images)).mul(new Scalar(lambda)),
                decoded.output().map())) {
      decoded.backward(error.gradient(0), null);
      encoded.backward(decoded.inputGradient(), embeddingGradient);
      return error.value() / lambda;
    }
  }

  private void startOptimizers(INDArray weights, INDArray weightGradients) {
    var spec = settings.base().optimizer();
    Network encoder = model.encoder();
    optimizers.put("encoder", new Optimizer(spec, encoder.parameters(), encoder.gradients()));
    model
        .decoder()
        .ifPresent(
            d -> optimizers.put("decoder", new Optimizer(spec, d.parameters(), d.gradients())));
    optimizers.put(
        "classifier", new Optimizer(spec, weights.reshape(-1), weightGradients.reshape(-1)));
  }

  private Map<String, Double> measurements(double classification, double reconstruction) {
    Map<String, Double> measured = new LinkedHashMap<>();
    double lambda = settings.base().reconstructionWeight();
    measured.put("loss", classification + lambda * reconstruction);
    measured.put("classification", classification);
    if (model.decoder().isPresent() && lambda > 0) {
      measured.put("reconstruction", reconstruction);
    }
    return measured;
  }

  static int[] shuffled(int size, RandomGenerator random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
