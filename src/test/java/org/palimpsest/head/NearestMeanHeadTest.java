package org.palimpsest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.tensor.Lengths;
import org.palimpsest.tensor.Seeds;

class NearestMeanHeadTest {

  private static final HeadShape SHAPE = new HeadShape(2, 2, 3, new Seeds(1));
  private static final ClassSet ALL = ClassSet.range(0, 3);
  private static final Features QUERY =
      new Features(Nd4j.empty(), Nd4j.createFromArray(new float[][] {{3, 4}}));

  /**
   * The first images of a list are stored, the session brings all.
   *
   * @param embeddings one row an image
   * @param stored how many of them are
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Taught(int[] classes, float[][] embeddings, int stored) implements Lesson {

    private Samples first(int count) {
      int[] indices = new int[count];
      int[] numbers = new int[count];
      for (int i = 0; i < count; i++) {
        indices[i] = i;
        numbers[i] = classes[i];
      }
      List<String> names = List.of("a", "b", "c");
      ImageSet images = new ImageSet(new byte[classes.length], classes, 1, 1, 1, names);
      return new Samples(images, indices, numbers, Normalization.identity(1));
    }

    @Override
    public Session session() {
      return Session.ofRange(0, 0, 3, first(classes.length), first(0), first(0));
    }

    @Override
    public Samples exemplars() {
      return first(stored);
    }

    @Override
    public Features features(Samples samples, boolean maps) {
      float[][] rows = new float[samples.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = embeddings[samples.indices()[i]];
      }
      return new Features(Nd4j.empty(), Nd4j.createFromArray(rows));
    }

    @Override
    public boolean trainsLater() {
      return true;
    }

    @Override
    public RandomGenerator random(String purpose) {
      return new Seeds(1).generator(purpose);
    }
  }

  /** Class 0 has (3, 4) and (5, 0), class 1 (0, 2); class 2's only image is not stored. */
  private static final Taught LESSON =
      new Taught(new int[] {0, 0, 1, 2}, new float[][] {{3, 4}, {5, 0}, {0, 2}, {1, 1}}, 3);

  private static NearestMeanHead head(Lengths lengths, NearestMeanHead.Of of) {
    NearestMeanHead head = new NearestMeanHead(lengths, of, SHAPE);
    head.settle(LESSON);
    return head;
  }

  /** Scores and distances differ by {@code |x|^2}. */
  private static double squaredDistance(NearestMeanHead head, int classNumber, double squares) {
    return squares - head.scores(QUERY, ALL).getDouble(0, classNumber);
  }

  @Test
  void measuresTheDistanceToTheMeanOfStoredImages() {
    // (0.6, 0.8) and (1, 0) have mean (0.8, 0.4), brought to length 1: (2, 1) / sqrt(5)
    NearestMeanHead both = head(Lengths.NORMALISED, NearestMeanHead.Of.EXEMPLARS);
    assertThat(squaredDistance(both, 0, 1)).isCloseTo(2 - 4 / Math.sqrt(5), within(1e-6));
    assertThat(squaredDistance(both, 1, 1)).isCloseTo(0.36 + 0.04, within(1e-6));
    NearestMeanHead asIs = head(Lengths.MEAN_AS_IS, NearestMeanHead.Of.EXEMPLARS);
    assertThat(squaredDistance(asIs, 0, 1)).isCloseTo(0.04 + 0.16, within(1e-6));
    // (3, 4) and (5, 0) have mean (4, 2)
    NearestMeanHead raw = head(Lengths.RAW, NearestMeanHead.Of.EXEMPLARS);
    assertThat(squaredDistance(raw, 0, 25)).isCloseTo(1 + 4, within(1e-4));
  }

  @Test
  void neverAnswersAClassOfWhichThereIsNoMean() {
    NearestMeanHead head = head(Lengths.NORMALISED, NearestMeanHead.Of.EXEMPLARS);
    INDArray scores = head.scores(QUERY, ALL);
    assertThat(scores.getDouble(0, 2)).isLessThan(-1e20);
    NearestMeanHead all = head(Lengths.NORMALISED, NearestMeanHead.Of.SESSION);
    assertThat(all.scores(QUERY, ALL).getDouble(0, 2)).isGreaterThan(0);
  }

  @Test
  void takesTheMeansAnewAfterEachSession() {
    NearestMeanHead head = head(Lengths.NORMALISED, NearestMeanHead.Of.EXEMPLARS);
    head.settle(new Taught(new int[] {0, 1}, new float[][] {{0, 1}, {3, 4}}, 2));
    assertThat(head.scores(QUERY, ALL).argMax(1).getInt(0)).isEqualTo(1);
    assertThat(squaredDistance(head, 1, 1)).isCloseTo(0, within(1e-6));
    assertThat(squaredDistance(head, 0, 1)).isCloseTo(0.36 + 0.04, within(1e-6));
  }

  @Test
  void answersTheSameFromWhatItKept() {
    NearestMeanHead head = head(Lengths.NORMALISED, NearestMeanHead.Of.EXEMPLARS);
    Map<String, INDArray> saved = new HashMap<>();
    head.kept().forEach(kept -> saved.put(kept.name(), kept.array().dup()));
    NearestMeanHead other =
        new NearestMeanHead(Lengths.NORMALISED, NearestMeanHead.Of.EXEMPLARS, SHAPE);
    other.restore(saved);
    assertThat(other.scores(QUERY, ALL)).isEqualTo(head.scores(QUERY, ALL));
  }
}
