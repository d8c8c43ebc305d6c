package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.tensor.Seeds;
import org.palimpsest.tensor.ShapeException;

class TaskAdaptiveHeadTest {

  private static final int CHANNELS = 3;
  private static final int CLASSES = 5;

  private static TaskAdaptiveHead head(boolean map, boolean embedding) {
    TaskAdaptiveHead head =
        new TaskAdaptiveHead(
            new Classifier.Cosine(16),
            new TaskAdaptiveHead.Views(map, embedding),
            new HeadShape(4, CHANNELS, CLASSES, new Seeds(1)));
    return head;
  }

  /** An output map that is not 0, so that the attention shows. */
  private static TaskAdaptiveHead trained(boolean map, boolean embedding) {
    TaskAdaptiveHead head = head(map, embedding);
    INDArray flat = flat(head);
    flat.addi(random(9, flat.length()).muli(0.5));
    return head;
  }

  private static INDArray flat(TaskAdaptiveHead head) {
    return head.metric().orElseThrow().parameters().get(0).values();
  }

  /** Has seen one class for each row, whose averages are these. */
  private static TaskAdaptiveHead knowing(TaskAdaptiveHead head, INDArray means, INDArray maps) {
    for (int c = 0; c < means.size(0); c++) {
      var one = NDArrayIndex.interval(c, c + 1);
      head.settle(new OneLesson(c, means.get(one).dup(), maps.get(one).dup()));
    }
    return head;
  }

  private static INDArray random(long seed, long... shape) {
    return Tensors.copy(GradientCheck.normal(seed, shape).to(torch.ScalarType.Float));
  }

  @Test
  void beginsAsTheCosineOfTheWholeMaps() {
    Features queries = new Features(random(1, 5, CHANNELS, 2, 2), random(2, 5, 4));
    INDArray maps = random(3, 2, CHANNELS, 2, 2);
    INDArray scores =
        knowing(head(true, false), random(4, 2, 4), maps).scores(queries, ClassSet.range(0, 2));
    for (int q = 0; q < 5; q++) {
      for (int c = 0; c < 2; c++) {
        INDArray query = queries.map().get(NDArrayIndex.point(q)).dup().reshape(-1);
        INDArray support = maps.get(NDArrayIndex.point(c)).dup().reshape(-1);
        double cosine =
            query.mul(support).sumNumber().doubleValue()
                / (query.norm2Number().doubleValue() * support.norm2Number().doubleValue());
        assertThat(scores.getDouble(q, c)).isCloseTo(10 * cosine, within(1e-4));
      }
    }
  }

  @Test
  void aScoreDoesNotDependOnTheOtherClassesAsked() {
    Features queries = new Features(random(1, 7, CHANNELS, 2, 2), random(2, 7, 4));
    TaskAdaptiveHead head =
        knowing(trained(true, true), random(3, 5, 4), random(4, 5, CHANNELS, 2, 2));
    INDArray all = head.scores(queries, ClassSet.range(0, 5));
    INDArray late = head.scores(queries, ClassSet.range(3, 5));
    assertThat(all.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 5)).equalsWithEps(late, 1e-4))
        .isTrue();
  }

  @Test
  void episodesAndTestImagesAreScoredAlike() {
    // 2 ways x 2 shots, 3 queries
    INDArray maps = random(1, 7, CHANNELS, 2, 2);
    INDArray embeddings = random(2, 7, 4);
    TaskAdaptiveHead head = trained(true, true);
    INDArray episode =
        Tensors.copy(
            head.episodeLogits(
                Tensors.of(maps),
                Tensors.of(embeddings),
                Tensors.of(flat(head)),
                new EpisodeShape(2, 2, 3)));
    for (int c = 0; c < 2; c++) {
      var shots = NDArrayIndex.interval(2L * c, 2L * c + 2);
      head.settle(new OneLesson(c, embeddings.get(shots).dup(), maps.get(shots).dup()));
    }
    Features queries =
        new Features(
            maps.get(NDArrayIndex.interval(4, 7)), embeddings.get(NDArrayIndex.interval(4, 7)));
    assertThat(episode.equalsWithEps(head.scores(queries, ClassSet.range(0, 2)), 1e-4)).isTrue();
  }

  @Test
  void gradientsAgreeWithCentralDifferences() {
    TaskAdaptiveHead head = head(true, true);
    Tensor classes = Tensors.classes(new int[] {0, 1, 1});
    GradientCheck.check(
        in ->
            CrossEntropy.of(
                head.episodeLogits(in[0], in[1], in[2], new EpisodeShape(2, 2, 3)), classes),
        GradientCheck.normal(1, 7, CHANNELS, 2, 2),
        GradientCheck.normal(2, 7, 4),
        GradientCheck.normal(3, 4 * CHANNELS * CHANNELS + 2).mul(new Scalar(0.5)));
  }

  @Test
  void attentionReceivedAveragesToOne() {
    TaskAdaptiveHead head =
        knowing(trained(true, false), random(3, 4, 4), random(2, 4, CHANNELS, 2, 2));
    Features queries = new Features(random(1, 4, CHANNELS, 2, 2), random(5, 4, 4));
    INDArray received = head.attention(queries, new int[] {0, 1, 2, 3}).orElseThrow();
    assertThat(received.shape()).containsExactly(4, 2, 2);
    assertThat(received.mean(1, 2).equalsWithEps(Nd4j.ones(4).castTo(received.dataType()), 1e-5))
        .isTrue();
  }

  @Test
  void refusesMapsOfDifferentSizesNamingBoth() {
    Features queries = new Features(random(1, 1, CHANNELS, 2, 2), random(2, 1, 4));
    TaskAdaptiveHead head =
        knowing(head(true, true), random(3, 1, 4), random(4, 1, CHANNELS, 3, 3));
    assertThatThrownBy(() -> head.scores(queries, ClassSet.range(0, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("4 positions x 3 channels")
        .hasMessageContaining("9 x 3");
  }

  @Test
  void refusesToLookAtNothing() {
    assertThatThrownBy(() -> new TaskAdaptiveHead.Views(false, false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
