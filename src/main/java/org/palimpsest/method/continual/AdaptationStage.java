package org.palimpsest.method.continual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.Optimizer;
import org.palimpsest.engine.Trace;
import org.palimpsest.engine.torch.Differentiable;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.ClassMemory;
import org.palimpsest.head.Classifier;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.loss.FeatureDistance;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Seeds;

/**
 * Adapts the encoder to a novel session's shots: classification against all classes seen, with the
 * earlier classes' prototypes as they are, the reconstruction of the shots, and the distance to the
 * embeddings that the encoder gave before. Batch normalisation keeps its running statistics, which
 * a handful of images would ruin.
 *
 * <p>One block, since a session has few images.
 */
final class AdaptationStage implements Stage {

  private final ReconstructionSettings settings;
  private final Model model;
  private final ClassMemory memory;
  private final FeatureExtractor extractor;
  private final Session session;
  private final Seeds seeds;

  AdaptationStage(
      ReconstructionSettings settings,
      Model model,
      ClassMemory memory,
      FeatureExtractor extractor,
      Session session,
      Seeds seeds) {
    this.settings = settings;
    this.model = model;
    this.memory = memory;
    this.extractor = extractor;
    this.session = session;
    this.seeds = seeds;
  }

  @Override
  public String name() {
    return "novel";
  }

  @Override
  public int blocks() {
    return 1;
  }

  @Override
  public Map<String, Double> run(int block, Progress progress) {
    ReconstructionSettings.Novel novel = settings.novel();
    Samples train = session.train();
    INDArray earlier = extractor.features(train, false).embedding();
    INDArray rows =
        extractor.memory(train, session.firstClass(), session.classes(), false).prototypes();
    INDArray rowGradients = rows.dup().assign(0);
    StageOptimizers optimizers = new StageOptimizers();
    Network encoder = model.encoder();
    optimizers.put(
        "encoder", new Optimizer(novel.optimizer(), encoder.parameters(), encoder.gradients()));
    optimizers.put(
        "rows", new Optimizer(novel.optimizer(), rows.reshape(-1), rowGradients.reshape(-1)));
    model
        .decoder()
        .ifPresent(
            d ->
                optimizers.put(
                    "decoder", new Optimizer(novel.optimizer(), d.parameters(), d.gradients())));
    Map<String, Double> measured = new LinkedHashMap<>();
    for (int epoch = 0; epoch < novel.epochs(); epoch++) {
      int[] order =
          BaseStage.shuffled(
              train.size(), seeds.generator("novel-shuffle", session.index(), epoch));
      BatchMaker batches =
          new BatchMaker(
              settings.augmentation(), seeds.generator("novel-augment", session.index(), epoch));
      measured = new LinkedHashMap<>();
      for (int start = 0; start < order.length; start += novel.batchSize()) {
        int[] positions =
            Arrays.copyOfRange(order, start, Math.min(order.length, start + novel.batchSize()));
        double share = (double) positions.length / order.length;
        accumulate(train.at(positions), batches, earlier.getRows(positions), rows, rowGradients)
            .add(share, measured);
        optimizers.step((epoch + (double) start / order.length) / novel.epochs());
      }
      progress.at(epoch + 1, novel.epochs());
    }
    optimizers.clear();
    return measured;
  }

  private record Errors(double classification, double distance, double reconstruction) {
    void add(double share, Map<String, Double> sums) {
      sums.merge("classification", share * classification, Double::sum);
      sums.merge("feature_distance", share * distance, Double::sum);
      sums.merge("reconstruction", share * reconstruction, Double::sum);
    }
  }

  private Errors accumulate(
      Samples batch, BatchMaker batches, INDArray earlier, INDArray rows, INDArray gradients) {
    ReconstructionSettings.Novel novel = settings.novel();
    Classifier classifier = new Classifier.Cosine(settings.classifierScale());
    INDArray old = memory.prototypes().get(NDArrayIndex.interval(0, session.firstClass()));
    try (INDArray images = batches.batch(batch);
        Trace trace = model.encoder().forward(images, Mode.FROZEN_STATISTICS, false)) {
      Tensor labels = Tensors.classes(batch.classes());
      INDArray embedding = trace.output().embedding();
      try (Differentiable classification =
              Differentiable.of(
                  in -> {
                    Tensor all = torch.cat(new TensorVector(Tensors.of(old), in[1]), 0);
                    return CrossEntropy.of(classifier.logits(in[0], all), labels)
                        .mul(new Scalar(novel.classificationWeight()));
                  },
                  embedding,
                  rows);
          Differentiable distance =
              Differentiable.of(
                  in ->
                      FeatureDistance.of(in[0], Tensors.of(earlier))
                          .mul(new Scalar(novel.featureDistanceWeight())),
                  embedding)) {
        gradients.addi(classification.gradient(1));
        INDArray gradient = classification.gradient(0).add(distance.gradient(0));
        double reconstruction = 0;
        if (novel.reconstructionWeight() > 0 && model.decoder().isPresent()) {
          reconstruction =
              BaseStage.reconstruct(
                  model.decoder().get(),
                  Mode.FROZEN_STATISTICS,
                  trace,
                  images,
                  novel.reconstructionWeight(),
                  gradient);
        } else {
          trace.backward(null, gradient);
        }
        return new Errors(
            unweighted(classification.value(), novel.classificationWeight()),
            unweighted(distance.value(), novel.featureDistanceWeight()),
            reconstruction);
      }
    }
  }

  private static double unweighted(double value, double weight) {
    return weight == 0 ? 0 : value / weight;
  }
}
