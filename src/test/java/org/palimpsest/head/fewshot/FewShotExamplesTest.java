package org.palimpsest.head.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.engine.Mode;
import org.palimpsest.engine.torch.GradientCheck;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.fewshot.SemiSupervised.Form;
import org.palimpsest.head.fewshot.SemiSupervised.Refinement;
import org.palimpsest.tensor.Seeds;

/** Few-shot methods on examples worked out apart from this program, in double precision. */
class FewShotExamplesTest {

  private static final HeadShape SHAPE = new HeadShape(2, 1, 2, new Seeds(1));

  /** Classes at (1, 0) and (4, 0), one query, four unlabelled images. */
  private static final EpisodeShape EPISODE = new EpisodeShape(2, new int[] {0, 1}, 1, 4);

  private static final double[][] SUPPORT = {{1, 0}, {4, 0}};
  private static final double[][] UNLABELLED = {{2, 0}, {3, 1}, {0, 2}, {2.5, -1}};

  private static Tensor rows(double[][] values) {
    return PrototypicalTest.rows(values);
  }

  private static void equal(Tensor found, double[][] expected) {
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertThat(found.get(i).get(j).item_double())
            .as("row %d, column %d", i, j)
            .isCloseTo(expected[i][j], within(2e-11));
      }
    }
  }

  private static Tensor refined(Refinement refinement, Form form, double parameter) {
    Tensor support = rows(SUPPORT);
    return new SemiSupervised(refinement, form, SHAPE)
        .refined(
            EPISODE,
            support,
            support,
            rows(UNLABELLED),
            rows(new double[][] {{parameter}}).view(1));
  }

  @Test
  void softKMeansRefineMeans() {
    for (Form form : Form.values()) {
      equal(
          refined(Refinement.SOFT_K_MEANS, form, 0),
          new double[][] {{1.227836071079, 0.442121541891}, {3.281029249259, 0.181029873300}});
    }
  }

  @Test
  void refinedMeansChangeTheAnswer() {
    Tensor features =
        torch.cat(
            new TensorVector(rows(SUPPORT), rows(new double[][] {{2.2, 0.5}}), rows(UNLABELLED)),
            0);
    Outputs outputs = new Outputs(features, features);
    SemiSupervised metric = new SemiSupervised(Refinement.SOFT_K_MEANS, Form.PAPER, SHAPE);
    Tensor parameters = rows(new double[][] {{0}}).view(1);
    Tensor after = metric.logits(outputs, parameters, EPISODE, Mode.FROZEN_STATISTICS).softmax(1);
    assertThat(after.get(0).get(0).item_double()).isCloseTo(0.579790530190, within(1e-11));
    EpisodeShape supervised = new EpisodeShape(2, 1, 1);
    Tensor before =
        metric.logits(outputs, parameters, supervised, Mode.FROZEN_STATISTICS).softmax(1);
    assertThat(before.get(0).get(0).item_double()).isCloseTo(0.858148935100, within(1e-11));
  }

  @Test
  void aClusterTakesDistractors() {
    equal(
        refined(Refinement.DISTRACTOR_CLUSTER, Form.PAPER, Math.log(2)),
        new double[][] {{1.534887881384, -0.069419700791}, {3.419930720009, 0.245915285157}});
    equal(
        refined(Refinement.DISTRACTOR_CLUSTER, Form.PROGRAM, Math.log(2)),
        new double[][] {{1.503855514664, 0.103384407735}, {3.338865196567, 0.139360798947}});
  }

  @Test
  void masksLookAtHowDistancesAreSpread() {
    Tensor distances = Distances.squared(rows(UNLABELLED), rows(SUPPORT));
    Tensor relative = distances.div(distances.mean(0));
    Tensor statistics = SemiSupervised.statistics(relative);
    double[][] expected = {
      {0.280701754, 1.403508772, 0.212680825, -0.615385182, -1.227118985},
      {0.273504274, 2.735042735, 1.013003141, 1.121863046, -0.690871420}
    };
    for (int c = 0; c < 2; c++) {
      for (int k = 0; k < 5; k++) {
        assertThat(statistics.get(c).get(k).item_double()).isCloseTo(expected[c][k], within(1e-9));
      }
    }
  }

  @Test
  void masksKeepWhatIsNear() {
    Tensor distances = Distances.squared(rows(UNLABELLED), rows(SUPPORT));
    Tensor relative = distances.div(distances.mean(0));
    Tensor one = torch.ones_like(distances.get(0));
    Tensor five = one.mul(new Scalar(5));
    double[][] once = {{1.542406949453, -0.027038218548}, {3.295557446214, 0.187284003002}};
    double[][] twice = {{1.555340770283, -0.074504213383}, {3.309900609003, 0.193166635341}};
    for (Form form : Form.values()) {
      Tensor weights =
          new SemiSupervised(Refinement.MASKED, form, SHAPE).masked(distances, relative, one, five);
      Tensor sums = rows(SUPPORT).add(weights.t().matmul(rows(UNLABELLED)));
      Tensor means = sums.div(weights.sum(0).add(new Scalar(1)).unsqueeze(1));
      equal(means, form == Form.PAPER ? once : twice);
    }
  }

  @Test
  void ridgeRegressionIsTheSameFromEitherSide() {
    Tensor x = rows(new double[][] {{1, 2, 1}, {0, 1, 1}, {2, 0, 1}, {1, 1, 1}});
    Tensor y = rows(new double[][] {{1, 0}, {1, 0}, {0, 1}, {0, 1}});
    Tensor primal = Ridge.weights(x, y, 0.5);
    double[][] expected = {
      {-0.192691030, 0.378737542}, {0.378737542, -0.192691030}, {0.279069767, 0.279069767}
    };
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(primal.get(i).get(j).item_double()).isCloseTo(expected[i][j], within(1e-9));
      }
    }
    // Fewer images than features: the other system of equations, here with columns of nothing.
    Tensor wide = torch.cat(new TensorVector(x, torch.zeros_like(x)), 1);
    equal(
        Ridge.weights(wide, y, 0.5).narrow(0, 0, 3).sub(primal),
        new double[][] {{0, 0}, {0, 0}, {0, 0}});
  }

  @Test
  void attentionWithoutAFactorIsNearlyFlat() {
    // The best that one class of five can get is e / (e + 4 / e).
    Tensor features = rows(new double[][] {{1, 0}, {-1, 0}, {-2, 0}, {-1, 0}, {-3, 0}, {5, 0}});
    Matching metric =
        new Matching(new Matching.Settings(Prototypical.Distance.COSINE, 1, 0), SHAPE);
    Tensor logits =
        metric.logits(
            new Outputs(features, features),
            rows(new double[][] {{0}}).view(1),
            new EpisodeShape(5, 1, 1),
            Mode.FROZEN_STATISTICS);
    assertThat(logits.get(0).get(0).exp().item_double())
        .isCloseTo(Math.E / (Math.E + 4 / Math.E), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "baseline-plus-plus"})
  void aClassifierLearnsASupportAfresh(String name) {
    double scale = name.equals("baseline") ? 0 : 2;
    FineTuned metric =
        new FineTuned(new FineTuned.Settings(100, 4, 0.5, 0.9, 0.9, 1e-3, scale), SHAPE);
    Tensor features =
        rows(new double[][] {{3, 0.1}, {2, -0.2}, {0.1, 2}, {-0.1, 3}, {2.5, 0}, {0, 1.5}});
    try (Tape tape = new Tape()) {
      Tensor logits =
          metric.logits(
              new Outputs(features, features),
              tape,
              new EpisodeShape(2, 2, 2),
              Mode.FROZEN_STATISTICS);
      Tensor first = logits.get(0);
      Tensor second = logits.get(1);
      assertThat(first.get(0).item_double()).isGreaterThan(first.get(1).item_double() + 1);
      assertThat(second.get(1).item_double()).isGreaterThan(second.get(0).item_double() + 1);
    }
  }

  @Test
  void queriesHelpEachOther() {
    // The middle query is nearer to the wrong class; its neighbours are of the right one.
    Tensor support = rows(new double[][] {{0, 0}, {10, 0}});
    Tensor queries = rows(new double[][] {{3, 0}, {3.5, 0}, {4, 0}, {5.2, 0}, {11, 0}});
    EpisodeShape shape = new EpisodeShape(2, 1, 5);
    SimpleShot plain = new SimpleShot(SimpleShot.Transform.UN, SHAPE);
    LaplacianShot alone = new LaplacianShot(plain, new LaplacianShot.Settings(false, 0, 3, 20));
    LaplacianShot together = new LaplacianShot(plain, new LaplacianShot.Settings(false, 5, 3, 20));
    assertThat(answer(alone.logits(shape, support, queries), 3)).isEqualTo(1);
    assertThat(answer(together.logits(shape, support, queries), 3)).isZero();
    assertThat(alone.isTransductive()).isTrue();
  }

  @Test
  void shiftedQueriesHaveTheMeanOfTheSupport() {
    Tensor support = GradientCheck.normal(1, 4, 3);
    Tensor moved = Transductive.shifted(support, GradientCheck.normal(2, 6, 3).add(new Scalar(7)));
    Tensor difference = moved.mean(0).sub(support.mean(0)).abs().max();
    assertThat(difference.item_double()).isLessThan(1e-12);
    Tensor means = Transductive.rectified(new EpisodeShape(2, 2, 6), support, moved, 10);
    assertThat(Tensors.shape(means)).containsExactly(2, 3);
  }

  private static int answer(Tensor logits, int query) {
    Tensor row = logits.get(query);
    return row.get(0).item_double() >= row.get(1).item_double() ? 0 : 1;
  }
}
