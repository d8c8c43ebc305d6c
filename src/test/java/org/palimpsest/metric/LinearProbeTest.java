package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LinearProbeTest {

  @Test
  void aProbeOfOneFeatureIsTheLineWorkedByHand() {
    // x = 0 is class 0, x = 1 is class 1: mean 1/2, variance 1/4, covariance with class 1 1/4.
    // ridge 1 doubles the variance: slope 1/4 / (1/4 + 1/4) = 1/2.
    LinearProbe probe = LinearProbe.fit(new float[][] {{0}, {1}}, new int[] {0, 1}, 2, 1);
    assertThat(probe.scores(new float[] {1})).containsExactly(new double[] {0.25, 0.75}, EXACT);
    assertThat(probe.scores(new float[] {3})).containsExactly(new double[] {-0.75, 1.75}, EXACT);
    assertThat(probe.predict(new float[][] {{0.4f}, {0.6f}})).containsExactly(0, 1);
  }

  @Test
  void classesWeighTheSameHoweverManyImagesTheyHave() {
    // Unweighted, the threshold between 0 and 1 would lie above 1/2: class 0 has 9 of 10 images.
    float[][] features = new float[10][1];
    features[9][0] = 1;
    int[] classes = new int[10];
    classes[9] = 1;
    LinearProbe probe = LinearProbe.fit(features, classes, 2, 1e-3);
    assertThat(probe.scores(new float[] {0.5f})).containsExactly(new double[] {0.5, 0.5}, EXACT);
  }

  @Test
  void theScaleOfFeaturesDoesNotMatter() {
    Random random = new Random(5);
    float[][] features = clouds(random, 60, 4, 3);
    int[] classes = labels(60, 3);
    float[][] large = new float[60][4];
    for (int i = 0; i < 60; i++) {
      for (int a = 0; a < 4; a++) {
        large[i][a] = 1024 * features[i][a];
      }
    }
    LinearProbe small = LinearProbe.fit(features, classes, 3, 0.1);
    LinearProbe same = LinearProbe.fit(large, classes, 3, 0.1);
    for (int i = 0; i < 60; i++) {
      assertThat(same.scores(large[i])).containsExactly(small.scores(features[i]), EXACT);
    }
  }

  @Test
  void theFitIsWhereTheObjectiveIsFlat() {
    Random random = new Random(7);
    float[][] features = clouds(random, 40, 3, 2);
    int[] classes = labels(40, 2);
    LinearProbe probe = LinearProbe.fit(features, classes, 2, 0.2);
    // d/dw of sum q (y - s(x))^2 + lambda w^2 must vanish; lambda from the weighted variances.
    double[] mean = new double[3];
    for (float[] x : features) {
      for (int a = 0; a < 3; a++) {
        mean[a] += x[a] / 40;
      }
    }
    double trace = 0;
    double[] slope = new double[3];
    for (int i = 0; i < 40; i++) {
      double error = (classes[i] == 1 ? 1 : 0) - probe.scores(features[i])[1];
      for (int a = 0; a < 3; a++) {
        double centred = features[i][a] - mean[a];
        trace += centred * centred / 40;
        slope[a] += error * centred / 40;
      }
    }
    double[] origin = probe.scores(new float[3]);
    for (int a = 0; a < 3; a++) {
      float[] unit = new float[3];
      unit[a] = 1;
      double weight = probe.scores(unit)[1] - origin[1];
      assertThat(slope[a]).isCloseTo(0.2 * trace / 3 * weight, within(1e-9));
    }
  }

  @Test
  void deadFeaturesTellNothingApart() {
    LinearProbe probe = LinearProbe.fit(new float[4][2], new int[] {0, 1, 0, 1}, 2, 0.1);
    assertThat(probe.scores(new float[] {5, 5})).containsExactly(new double[] {0.5, 0.5}, EXACT);
    assertThat(probe.predict(new float[1][2])).containsExactly(0);
  }

  @Test
  void refusesWhatCannotBeFitted() {
    assertThatThrownBy(() -> LinearProbe.fit(new float[2][1], new int[] {0, 0}, 2, 1))
        .hasMessageContaining("class 1 of 2 has no image");
    assertThatThrownBy(() -> LinearProbe.fit(new float[2][1], new int[] {0, 2}, 2, 1))
        .hasMessageContaining("class 2 is not in [0, 2)");
    assertThatThrownBy(
            () -> LinearProbe.fit(new float[][] {{0}, {Float.NaN}}, new int[] {0, 1}, 2, 1))
        .hasMessageContaining("feature 0 of image 1 is NaN");
    assertThatThrownBy(() -> LinearProbe.fit(new float[2][1], new int[] {0, 1}, 2, 0))
        .hasMessageContaining("ridge 0");
  }

  private static final Offset<Double> EXACT = within(1e-9);

  private static float[][] clouds(Random random, int images, int width, int classes) {
    float[][] features = new float[images][width];
    for (int i = 0; i < images; i++) {
      for (int a = 0; a < width; a++) {
        features[i][a] = (float) random.nextGaussian() + (a == i % classes ? 2 : 0);
      }
    }
    return features;
  }

  private static int[] labels(int images, int classes) {
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = i % classes;
    }
    return labels;
  }
}
