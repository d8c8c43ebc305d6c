package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.tensor.Seeds;

class GraphAttentionTest {

  private static final HeadShape SHAPE = new HeadShape(2, 1, 3, new Seeds(1));

  @Test
  void meansAndQueryLookAtEachOther() {
    HeadShape shape = new HeadShape(3, 1, 3, new Seeds(1));
    GraphAttention metric = new GraphAttention(10, true, shape);
    // Wq = sqrt(3) log(2) I, Wk = Wv = Wo = I, b = 0, gain 1, shift 0: a node looks at its likes
    // twice
    // as much as at the others.
    double[] flat = new double[4 * 9 + 3 * 3];
    for (int matrix = 0; matrix < 4; matrix++) {
      for (int i = 0; i < 3; i++) {
        flat[9 * matrix + 4 * i] = matrix == 0 ? Math.sqrt(3) * Math.log(2) : 1;
      }
    }
    Arrays.fill(flat, 39, 42, 1);
    double[][] nodes = {{1, 0, 0}, {0, 1, 0}, {1, 0, 0}};
    Tensor embeddings = Tensors.of(Nd4j.createFromArray(nodes));
    Tensor logits =
        metric.logits(
            new Outputs(embeddings, embeddings),
            Tensors.of(Nd4j.createFromArray(flat)),
            new EpisodeShape(2, 1, 1),
            Mode.FROZEN_STATISTICS);
    // (1, 0, 0) sees 4/5 of itself and 1/5 of the other and becomes (1.8, 0.2, 0); (0, 1, 0) sees
    // half
    // of each and becomes (0.5, 1.5, 0). Without their means, 2/3 each, their cosine is
    // (-17/90 - 35/90 + 4/9) / sqrt(1.946667 * 1.166667) = -0.0884755.
    assertThat(Tensors.copy(logits).toDoubleVector())
        .containsExactly(new double[] {10, -0.884755}, within(1e-4));
  }

  @Test
  void aQueryIsScoredAlikeHoweverManyAreAsked() {
    GraphAttention metric = new GraphAttention(10, true, SHAPE);
    Tensor parameters = GradientCheck.normal(4, 22);
    Tensor means = GradientCheck.normal(1, 3, 2);
    Tensor queries = GradientCheck.normal(2, 300, 2);
    Tensor all = logits(metric, means, queries, parameters);
    Tensor one = logits(metric, means, queries.narrow(0, 200, 1), parameters);
    assertThat(all.narrow(0, 200, 1).sub(one).abs().max().item_double()).isLessThan(1e-12);
  }

  private static Tensor logits(
      GraphAttention metric, Tensor means, Tensor queries, Tensor parameters) {
    Tensor both = torch.cat(new TensorVector(means, queries), 0);
    EpisodeShape shape = new EpisodeShape(3, 1, Math.toIntExact(queries.size(0)));
    return metric.logits(new Outputs(both, both), parameters, shape, Mode.FROZEN_STATISTICS);
  }
}
