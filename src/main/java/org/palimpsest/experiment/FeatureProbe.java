package org.palimpsest.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.Section;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Learner;
import org.palimpsest.metric.LinearProbe;
import org.palimpsest.tensor.Matrices;

/**
 * What a learner's features still hold of earlier sessions: a {@link LinearProbe} learns their
 * classes from some of their training images and is tested on their test images.
 */
final class FeatureProbe {

  /** Name of the metric: share of right answers, in [0, 1]. */
  static final String ACCURACY = "linear_probe_accuracy";

  private static final String SECTION = "evaluation";
  private static final String KEY = "linear-probe";
  private static final double RIDGE = 1e-3;

  private FeatureProbe() {}

  /** Reads how many images of each class it learns from; empty for no probe. */
  static OptionalInt read(Section root) {
    return root.section(SECTION).optionalInteger(KEY, 1, Integer.MAX_VALUE);
  }

  /** The same of a run's configuration, which was read before. */
  static OptionalInt of(RunConfig config) {
    String value = config.flat().get(SECTION + "." + KEY);
    return value == null || value.equals("null")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(value));
  }

  /** Empty before session 1, and if the learner embeds nothing. */
  static OptionalDouble accuracy(Benchmark benchmark, int session, Learner learner, int images) {
    if (session == 0) {
      return OptionalDouble.empty();
    }
    List<Session> earlier = benchmark.sessions().subList(0, session);
    Samples train = some(earlier.get(0).train(), images);
    Samples test = earlier.get(0).test();
    for (Session other : earlier.subList(1, earlier.size())) {
      train = train.and(some(other.train(), images));
      test = test.and(other.test());
    }
    Optional<INDArray> ofTrain = learner.embeddings(train);
    Optional<INDArray> ofTest = learner.embeddings(test);
    if (ofTrain.isEmpty() || ofTest.isEmpty()) {
      return OptionalDouble.empty();
    }
    ClassSet classes = ClassSet.of(train.classes());
    int[] positions = IntStream.of(train.classes()).map(classes::position).toArray();
    LinearProbe probe = LinearProbe.fit(rows(ofTrain.get()), positions, classes.size(), RIDGE);
    int[] answers = probe.predict(rows(ofTest.get()));
    int correct = 0;
    for (int i = 0; i < answers.length; i++) {
      correct += classes.numbers().get(answers[i]) == test.classes()[i] ? 1 : 0;
    }
    return OptionalDouble.of(correct / (double) answers.length);
  }

  private static float[][] rows(INDArray features) {
    float[][] rows = Matrices.floats(features);
    if (features.closeable()) {
      features.close();
    }
    return rows;
  }

  /** At most so many images of each class, evenly from among them. */
  private static Samples some(Samples samples, int images) {
    int[] chosen = {};
    for (int number : ClassSet.of(samples.classes()).numbers()) {
      int[] all =
          IntStream.range(0, samples.size()).filter(i -> samples.classes()[i] == number).toArray();
      int count = Math.min(images, all.length);
      int[] some =
          IntStream.range(0, count).map(i -> all[(int) ((long) i * all.length / count)]).toArray();
      int before = chosen.length;
      chosen = Arrays.copyOf(chosen, before + count);
      System.arraycopy(some, 0, chosen, before, count);
    }
    return samples.at(chosen);
  }
}
