package org.palimpsest.method.continual;

import org.palimpsest.data.Augmentation;
import org.palimpsest.engine.OptimizerSpec;
import org.palimpsest.head.TaskAdaptiveHead;
import org.palimpsest.method.Encoder;

/**
 * All choices of the reconstruction method.
 *
 * @param encoder which network, and its settings
 * @param decoder whether there is one at all
 * @param head name of the head, one of {@link Heads#ALL}
 * @param classifierScale factor on cosines before the softmax
 * @param linear how the linear head fits novel classes
 * @param augmentation of training images in every stage
 */
public record ReconstructionSettings(
    Encoder encoder,
    boolean decoder,
    String head,
    double classifierScale,
    Linear linear,
    Augmentation augmentation,
    Base base,
    Metric metric,
    Novel novel) {

  /** How the linear head fits the rows of novel classes. */
  public record Linear(int steps, OptimizerSpec optimizer) {}

  /**
   * Session 0.
   *
   * @param reuse whether another run's outcome of this stage may be taken over
   */
  public record Base(
      int epochs,
      int batchSize,
      OptimizerSpec optimizer,
      double reconstructionWeight,
      boolean reuse) {}

  /**
   * Episodes of base classes; only the task-adaptive head has them.
   *
   * @param augment whether their images are augmented as in the base stage
   */
  public record Metric(
      int episodes,
      int ways,
      int shots,
      int queries,
      TaskAdaptiveHead.Views views,
      boolean trainEncoder,
      boolean augment,
      OptimizerSpec headOptimizer,
      OptimizerSpec encoderOptimizer) {}

  /** Novel sessions; 0 epochs leave the encoder as it is. */
  public record Novel(
      int epochs,
      int batchSize,
      OptimizerSpec optimizer,
      double classificationWeight,
      double reconstructionWeight,
      double featureDistanceWeight) {}

  /** Whether anything asks for reconstructions; without, no decoder is built. */
  public boolean needsDecoder() {
    boolean later = novel.epochs() > 0 && novel.reconstructionWeight() > 0;
    return decoder && (base.reconstructionWeight() > 0 || later);
  }

  /** Everything that the outcome of the base stage depends on, apart from data, seed and engine. */
  public String baseStageKey() {
    String classifier = Heads.named(head).classifier(this).toString();
    return "reconstruction base stage 1: %s decoder=%s %s %s %s epochs of %s %s lambda=%s"
        .formatted(
            encoder,
            needsDecoder(),
            classifier,
            augmentation,
            base.epochs(),
            base.batchSize(),
            base.optimizer(),
            base.reconstructionWeight());
  }
}
