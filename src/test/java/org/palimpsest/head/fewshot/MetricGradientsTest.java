package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Seeds;

/** Losses of few-shot metrics against central differences, with respect to all they depend on. */
class MetricGradientsTest {

  private static final int WIDTH = 3;
  private static final HeadShape SHAPE =
      new HeadShape(WIDTH, 2, 4, 4, 5, Initialization.FAN_IN, new Seeds(1));

  /** Two classes with two and one shots, three queries, three unlabelled images. */
  private static final EpisodeShape EPISODE = new EpisodeShape(2, new int[] {0, 0, 1}, 3, 3);

  private static final int IMAGES = 9;
  private static final int[] LABELS = {0, 1, 1};

  static Stream<Map.Entry<String, LearntMetric>> learnt() {
    Map<String, LearntMetric> all = new LinkedHashMap<>();
    for (Prototypical.Distance distance : Prototypical.Distance.values()) {
      for (int steps : new int[] {0, 2}) {
        Matching.Settings settings = new Matching.Settings(distance, 2, steps);
        all.put("matching %s %s".formatted(distance, steps), new Matching(settings, SHAPE));
      }
    }
    all.put("ridge", new Ridge(0.5, 2));
    all.put("graph attention", new GraphAttention(4, true, SHAPE));
    for (Siamese.Shots shots : Siamese.Shots.values()) {
      all.put("siamese " + shots, new Siamese(shots, true, SHAPE));
    }
    for (RelationNet.Shots shots : RelationNet.Shots.values()) {
      all.put("relation " + shots, new Relation(RelationNet.Sizes.of(shots, 2, 3, SHAPE), SHAPE));
    }
    for (SemiSupervised.Refinement refinement : SemiSupervised.Refinement.values()) {
      for (SemiSupervised.Form form : SemiSupervised.Form.values()) {
        boolean stopsGradient =
            refinement == SemiSupervised.Refinement.SOFT_K_MEANS
                && form == SemiSupervised.Form.PROGRAM;
        // The statistics behind the mask are constants of the step, in the program and here.
        if (!stopsGradient && refinement != SemiSupervised.Refinement.MASKED) {
          all.put(
              "semi-supervised %s %s".formatted(refinement, form),
              new SemiSupervised(refinement, form, SHAPE));
        }
      }
    }
    return all.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("learnt")
  void ofFeaturesAndParameters(Map.Entry<String, LearntMetric> one) {
    LearntMetric metric = one.getValue();
    Tensor labels = Tensors.classes(LABELS);
    long length = metric.parameters().get(0).length();
    GradientCheck.check(
        in -> metric.loss(new Outputs(in[1], in[0]), in[2], EPISODE, labels),
        GradientCheck.normal(2, IMAGES, WIDTH),
        GradientCheck.normal(3, IMAGES, 2, 4, 4),
        GradientCheck.normal(4, length).mul(new Scalar(0.3)));
  }

  static Stream<Triplet> triplets() {
    return Stream.of(Triplet.Mining.values())
        .flatMap(mining -> Stream.of(new Triplet(mining, 2, false), new Triplet(mining, 1, true)));
  }

  @ParameterizedTest
  @MethodSource("triplets")
  void ofTriplets(Triplet metric) {
    Tensor labels = Tensors.classes(LABELS);
    GradientCheck.check(
        in -> {
          try (Tape tape = new Tape()) {
            return metric
                .loss(new Outputs(in[0], in[0]), tape, EPISODE, labels)
                .<Tensor>retainReference();
          }
        },
        GradientCheck.normal(2, IMAGES, WIDTH));
  }

  @Test
  void aFineTunedClassifierTeachesItsFeaturesNothing() {
    EpisodeMetric metric = new FineTuned(new FineTuned.Settings(2, 2, 0.1, 0.9, 0.9, 0, 2), SHAPE);
    assertThat(metric.learnsOnEpisodes()).isFalse();
    try (Tape tape = new Tape()) {
      Tensor features = GradientCheck.normal(2, IMAGES, WIDTH).set_requires_grad(true);
      Outputs outputs = new Outputs(features, features);
      Tensor logits = metric.logits(outputs, tape, EPISODE, Mode.FROZEN_STATISTICS);
      assertThat(logits.requires_grad()).isFalse();
    }
  }
}
