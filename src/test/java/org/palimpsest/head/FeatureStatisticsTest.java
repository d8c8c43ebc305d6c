package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Seeds;

/** Heads that answer from sums over features, on numbers worked by hand and against joint fits. */
class FeatureStatisticsTest {

  private static final ClassSet BOTH = ClassSet.range(0, 2);
  private static final ClassCovariances.Settings FECAM =
      new ClassCovariances.Settings(0.5, 1, 1, 2, true);

  private static HeadShape shape(int width, int classes) {
    return new HeadShape(width, width, classes, new Seeds(3));
  }

  /** Some session later than the base session. */
  private static Lesson later(int index) {
    return new OneLesson(index, new float[1][1]);
  }

  private static INDArray rows(float[]... rows) {
    return Nd4j.createFromArray(rows);
  }

  private static float[] row(float... values) {
    return values;
  }

  /** Features of 3 classes with means and correlations of their own, and their classes. */
  @SuppressWarnings("ArrayRecordComponent") // numbers to compute with; compared by nobody
  private record Clouds(float[][] features, int[] classes) {

    static Clouds of(int images, int width) {
      RandomGenerator random = new Seeds(7).generator("clouds");
      float[][] features = new float[images][width];
      int[] classes = new int[images];
      for (int i = 0; i < images; i++) {
        classes[i] = random.nextInt(3);
        double common = random.nextGaussian();
        for (int d = 0; d < width; d++) {
          features[i][d] =
              (float) (random.nextGaussian() + common + 2 * ((classes[i] + d) % 3) + 1);
        }
      }
      return new Clouds(features, classes);
    }

    Clouds part(int from, int to) {
      return at(IntStream.range(from, to).toArray());
    }

    Clouds backwards() {
      int last = classes.length - 1;
      return at(IntStream.rangeClosed(0, last).map(i -> last - i).toArray());
    }

    private Clouds at(int[] positions) {
      float[][] some = new float[positions.length][];
      int[] own = new int[positions.length];
      for (int i = 0; i < positions.length; i++) {
        some[i] = features[positions[i]];
        own[i] = classes[positions[i]];
      }
      return new Clouds(some, own);
    }

    void into(FeatureStatistics statistics, int index) {
      statistics.add(Nd4j.createFromArray(features), classes, later(index));
    }
  }

  private static double[] doubles(Tensor tensor) {
    return Doubles.floats(tensor.contiguous()).castTo(DataType.DOUBLE).ravel().toDoubleVector();
  }

  private static double largest(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  @Test
  void theNearestMeanRunsOnWhenItsClassComesAgain() {
    NearestMean means = new NearestMean(shape(2, 2), false);
    means.add(rows(row(0, 0), row(2, 0), row(0, 3)), new int[] {0, 0, 1}, later(0));
    means.add(rows(row(4, 3)), new int[] {0}, later(1));
    // Class 0: (0 + 2 + 4, 0 + 0 + 3) / 3 = (2, 1); class 1: (0, 3).
    INDArray scores = means.scores(rows(row(2, 3)), BOTH);
    assertThat(scores.getDouble(0, 0)).isCloseTo(-4, within(1e-6));
    assertThat(scores.getDouble(0, 1)).isCloseTo(-4, within(1e-6));
    assertThat(means.scores(rows(row(0, 0)), BOTH).getDouble(0, 0)).isCloseTo(-5, within(1e-6));
  }

  @Test
  void theNearestMeanOfUnitLengthIsTheCosine() {
    NearestMean means = new NearestMean(shape(2, 2), true);
    means.add(rows(row(5, 0), row(0, 1)), new int[] {0, 1}, later(0));
    // |a - b|^2 = 2 - 2 cos: with (3, 4) the cosines are 0.6 and 0.8.
    INDArray scores = means.scores(rows(row(3, 4)), BOTH);
    assertThat(scores.getDouble(0, 0)).isCloseTo(-0.8, within(1e-6));
    assertThat(scores.getDouble(0, 1)).isCloseTo(-0.4, within(1e-6));
  }

  @Test
  void theCovarianceWithinClassesIsWelfords() {
    StreamingDiscriminant slda = new StreamingDiscriminant(shape(2, 2), 0, false);
    slda.add(rows(row(1, 1), row(3, 1), row(0, 5)), new int[] {0, 0, 1}, later(1));
    slda.add(rows(row(0, 7), row(2, 4)), new int[] {1, 0}, later(2));
    // Class 0: (1,1) (3,1) (2,4) about (2,2): sums xx 2, xy 0, yy 6; class 1 about (0,6): yy 2.
    assertThat(doubles(slda.covariance()))
        .containsExactly(new double[] {0.4, 0, 0, 1.6}, within(1e-6));
    // L = diag(2.5, 0.625): x' L mu - mu' L mu / 2 for x = (2, 0).
    INDArray scores = slda.scores(rows(row(2, 0)), BOTH);
    assertThat(scores.getDouble(0, 0)).isCloseTo(10 - (10 + 2.5) / 2, within(1e-5));
    assertThat(scores.getDouble(0, 1)).isCloseTo(-0.625 * 36 / 2, within(1e-5));
  }

  @Test
  void thePublishedCovarianceTakesALaterClassesFirstImageWhole() {
    StreamingDiscriminant slda = new StreamingDiscriminant(shape(1, 2), 0, true);
    // Base: 1 and 3 about 2. In one dimension OAS leaves the variance of 1 as it is.
    slda.add(rows(row(1), row(3)), new int[] {0, 0}, later(0));
    // k = 2: 2/3 * 6 * 6 = 24 is added to 2; then k = 3: 3/4 * 2 * 2 = 3.
    slda.add(rows(row(6), row(8)), new int[] {1, 1}, later(1));
    assertThat(doubles(slda.covariance())).containsExactly(new double[] {29.0 / 4}, within(1e-6));
  }

  @Test
  void theExactDiscriminantDoesNotDependOnTheOrderAndThePublishedOneDoes() {
    Clouds clouds = Clouds.of(90, 5);
    INDArray queries = Nd4j.createFromArray(clouds.part(0, 20).features());
    double[] spread = new double[2];
    for (boolean published : new boolean[] {false, true}) {
      StreamingDiscriminant forwards = new StreamingDiscriminant(shape(5, 3), 1e-4, published);
      clouds.part(0, 40).into(forwards, 1);
      clouds.part(40, 90).into(forwards, 2);
      StreamingDiscriminant backwards = new StreamingDiscriminant(shape(5, 3), 1e-4, published);
      clouds.backwards().into(backwards, 1);
      ClassSet all = ClassSet.range(0, 3);
      spread[published ? 1 : 0] =
          largest(forwards.scores(queries, all), backwards.scores(queries, all));
    }
    assertThat(spread[0]).isLessThan(1e-4);
    assertThat(spread[1]).isGreaterThan(1e-2);
  }

  @Test
  void ranpacEqualsJointRidgeRegressionWhateverTheOrder() {
    Clouds clouds = Clouds.of(120, 4);
    RandomProjection bySession = new RandomProjection(shape(4, 3), 30);
    clouds.part(80, 120).into(bySession, 0);
    clouds.part(0, 80).into(bySession, 1);
    INDArray queries = Nd4j.createFromArray(clouds.part(0, 10).features());
    Tensor projection = Doubles.of(bySession.kept().get(0).array());
    Tensor h = features(clouds, projection);
    Tensor y = labels(clouds);
    double lambda = Math.pow(10, bySession.ridgePower());
    Tensor level = Doubles.identity(30).mul(new Scalar(lambda));
    Tensor joint = torch.linalg_solve(h.t().matmul(h).add(level), h.t().matmul(y));
    INDArray expected = Doubles.floats(Doubles.of(queries).matmul(projection).relu().matmul(joint));
    assertThat(largest(bySession.scores(queries, ClassSet.range(0, 3)), expected)).isLessThan(1e-5);
  }

  /** With more random features than images and with fewer, which are solved in different ways. */
  @ParameterizedTest
  @ValueSource(ints = {20, 90})
  void ranpacChoosesTheRidgeOnAFifthOfTheSessionsImages(int size) {
    Clouds clouds = Clouds.of(60, 4);
    RandomProjection ranpac = new RandomProjection(shape(4, 3), size);
    clouds.into(ranpac, 0);
    Tensor projection = Doubles.of(ranpac.kept().get(0).array());
    int[] order = RandomProjection.order(60, later(0).random("ridge"));
    Clouds held = clouds.at(Arrays.copyOf(order, 12));
    Clouds fitted = clouds.at(Arrays.copyOfRange(order, 12, 60));
    Tensor h = features(fitted, projection);
    Tensor right = h.t().matmul(labels(fitted));
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int power = -2; power <= 8; power++) {
      Tensor level = Doubles.identity(size).mul(new Scalar(Math.pow(10, power)));
      Tensor weights = torch.linalg_solve(h.t().matmul(h).add(level), right);
      Tensor off = features(held, projection).matmul(weights).sub(labels(held));
      double error = off.square().mean().item_double();
      best = error < least ? power : best;
      least = Math.min(error, least);
    }
    assertThat(best).isGreaterThan(-2);
    assertThat(ranpac.ridgePower()).isEqualTo(best);
  }

  private static Tensor features(Clouds clouds, Tensor projection) {
    return Doubles.of(Nd4j.createFromArray(clouds.features())).matmul(projection).relu();
  }

  private static Tensor labels(Clouds clouds) {
    return torch.one_hot(Tensors.classes(clouds.classes()), 3).to(torch.ScalarType.Double);
  }

  @Test
  void ranpacChoosesMoreRidgeForLabelsOfChance() {
    Clouds clouds = Clouds.of(200, 6);
    RandomProjection real = new RandomProjection(shape(6, 3), 100);
    clouds.into(real, 0);
    RandomGenerator random = new Seeds(5).generator("labels");
    int[] chance = random.ints(200, 0, 3).toArray();
    RandomProjection noise = new RandomProjection(shape(6, 3), 100);
    new Clouds(clouds.features(), chance).into(noise, 0);
    assertThat(noise.ridgePower()).isGreaterThan(real.ridgePower());
  }

  @Test
  void covariancesAreShrunkTwiceAndBecomeCorrelations() {
    ClassCovariances fecam =
        new ClassCovariances(shape(2, 1), new ClassCovariances.Settings(1, 1, 1, 2, false));
    // About (2, 2): variances 4 and 1, covariance 1 (sums 8, 2, 2 over 2 degrees).
    fecam.add(rows(row(0, 2), row(2, 1), row(4, 3)), new int[] {0, 0, 0}, later(0));
    // Once: 4 + 2.5, 1 + 2.5, off 2; twice: 6.5 + 5, 3.5 + 5, off 4. Correlation 4 /
    // sqrt(11.5*8.5).
    double correlation = 4 / Math.sqrt(11.5 * 8.5);
    assertThat(doubles(fecam.correlation(0)))
        .containsExactly(new double[] {1, correlation, correlation, 1}, within(1e-6));
    // (1, 1) off the mean: 2 / (1 + correlation).
    INDArray scores = fecam.scores(rows(row(3, 3)), ClassSet.range(0, 1));
    assertThat(scores.getDouble(0, 0)).isCloseTo(-2 / (1 + correlation), within(1e-5));
  }

  @Test
  void tukeyTakesTheRootOfWhatIsPositive() {
    ClassCovariances fecam =
        new ClassCovariances(shape(2, 1), new ClassCovariances.Settings(0.5, 1, 1, 2, false));
    fecam.add(rows(row(4, -1)), new int[] {0}, later(0));
    // One image has no covariance: the distance is Euclid's, (3 - 2)^2 + (1 - 0)^2.
    INDArray scores = fecam.scores(rows(row(9, 1)), ClassSet.range(0, 1));
    assertThat(scores.getDouble(0, 0)).isCloseTo(-2, within(1e-5));
  }

  @Test
  void covariancesOfTwoSessionsAreThoseOfOne() {
    Clouds clouds = Clouds.of(90, 5);
    ClassCovariances two = new ClassCovariances(shape(5, 3), FECAM);
    clouds.part(0, 30).into(two, 0);
    clouds.part(30, 90).into(two, 1);
    ClassCovariances one = new ClassCovariances(shape(5, 3), FECAM);
    clouds.into(one, 0);
    for (int c = 0; c < 3; c++) {
      double[] expected = doubles(one.correlation(c));
      assertThat(doubles(two.correlation(c))).containsExactly(expected, within(1e-5));
    }
  }
}
