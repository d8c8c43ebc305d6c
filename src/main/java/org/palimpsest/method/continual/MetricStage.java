package org.palimpsest.method.continual;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.benchmark.EpisodeSampler;
import org.palimpsest.data.Augmentation;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Optimizer;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.torch.Differentiable;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.TaskAdaptiveHead;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Seeds;

/** Trains the task-adaptive metric, and with it the encoder, on episodes of base classes. */
final class MetricStage implements Stage {

  /** A checkpoint follows each block: often enough to lose little, seldom enough to cost little. */
  private static final int EPISODES_PER_BLOCK = 50;

  private final ReconstructionSettings settings;
  private final Model model;
  private final TaskAdaptiveHead head;
  private final StageOptimizers optimizers;
  private final Samples train;
  private final Seeds seeds;
  private final Runnable begun;

  /**
   * Episodes from {@code train}.
   *
   * @param begun called when the head is about to change
   */
  MetricStage(
      ReconstructionSettings settings,
      Model model,
      TaskAdaptiveHead head,
      StageOptimizers optimizers,
      Samples train,
      Seeds seeds,
      Runnable begun) {
    this.settings = settings;
    this.model = model;
    this.head = head;
    this.optimizers = optimizers;
    this.train = train;
    this.seeds = seeds;
    this.begun = begun;
  }

  @Override
  public String name() {
    return "metric";
  }

  @Override
  public int blocks() {
    return (settings.metric().episodes() + EPISODES_PER_BLOCK - 1) / EPISODES_PER_BLOCK;
  }

  @Override
  public Map<String, Double> run(int block, Progress progress) {
    begun.run();
    ReconstructionSettings.Metric metric = settings.metric();
    INDArray headGradients = head.flatParameters().dup().assign(0);
    optimizers.put(
        "metric", new Optimizer(metric.headOptimizer(), head.flatParameters(), headGradients));
    Network encoder = model.encoder();
    if (metric.trainEncoder()) {
      optimizers.put(
          "encoder",
          new Optimizer(metric.encoderOptimizer(), encoder.parameters(), encoder.gradients()));
    }
    EpisodeSampler sampler =
        new EpisodeSampler(train, metric.ways(), metric.shots(), metric.queries());
    RandomGenerator draw = seeds.generator("metric-episodes", block);
    BatchMaker batches =
        new BatchMaker(
            metric.augment() ? settings.augmentation() : Augmentation.NONE,
            seeds.generator("metric-augment", block));
    int first = block * EPISODES_PER_BLOCK;
    int count = Math.min(EPISODES_PER_BLOCK, metric.episodes() - first);
    double loss = 0;
    for (int i = 0; i < count; i++) {
      loss += accumulate(sampler.draw(draw), batches, headGradients) / count;
      optimizers.step((first + (double) i) / metric.episodes());
      progress.at(i + 1, count);
    }
    if (block == blocks() - 1) {
      optimizers.clear();
    }
    Map<String, Double> measured = new LinkedHashMap<>(Map.of("loss", loss));
    batches.addTo(measured);
    return measured;
  }

  /** Gradients of one episode; returns its cross-entropy. */
  private double accumulate(Episode episode, BatchMaker batches, INDArray headGradients) {
    int ways = settings.metric().ways();
    int shots = settings.metric().shots();
    if (!settings.metric().trainEncoder()) {
      try (INDArray images = batches.batch(train, images(episode));
          Features features = model.encoder().infer(images);
          Differentiable loss = loss(features, episode.query().classes(), ways, shots)) {
        headGradients.addi(loss.gradient(2));
        return loss.value();
      }
    }
    try (INDArray images = batches.batch(train, images(episode));
        Trace trace = model.encoder().forward(images, Mode.TRAINING, false);
        Differentiable loss = loss(trace.output(), episode.query().classes(), ways, shots)) {
      headGradients.addi(loss.gradient(2));
      INDArray mapGradient = settings.metric().views().map() ? loss.gradient(0) : null;
      trace.backward(mapGradient, loss.gradient(1));
      return loss.value();
    }
  }

  private Differentiable loss(Features features, int[] queryClasses, int ways, int shots) {
    return Differentiable.of(
        in -> {
          Tensor logits = head.episodeLogits(in[0], in[1], in[2], ways, shots);
          return CrossEntropy.of(logits, Tensors.classes(queryClasses));
        },
        features.map(),
        features.embedding(),
        head.flatParameters());
  }

  /** Support first, class by class, then the queries. */
  private static int[] images(Episode episode) {
    return IntStream.concat(
            IntStream.of(episode.support().indices()), IntStream.of(episode.query().indices()))
        .toArray();
  }
}
