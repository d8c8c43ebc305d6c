package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.method.Learner;
import org.palimpsest.tensor.Matrices;

/**
 * Where a learner puts test images of all classes seen, seen from the side on which they spread
 * most: their embeddings' first two principal components. To be looked at; nothing learns from it.
 *
 * @param images index of each image in the data set's test images
 * @param classes true class numbers
 * @param plane the points and how much of the spread they show
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers; compared by nobody
public record EmbeddingMap(int[] images, int[] classes, PrincipalPlane plane) {

  /** So many images of each class, unless there are too many classes. */
  private static final int EACH = 20;

  /** About as many images as can still be told apart, at little cost. */
  private static final int MOST = 600;

  /**
   * The map after a session; empty if the learner has no embeddings.
   *
   * @throws DivergedException if an embedding is not finite
   */
  static Optional<EmbeddingMap> of(Benchmark benchmark, int session, Learner learner) {
    Samples samples = samples(benchmark, session);
    Optional<INDArray> embeddings = learner.embeddings(samples);
    if (embeddings.isEmpty()) {
      return Optional.empty();
    }
    float[][] rows = Matrices.floats(embeddings.get());
    if (embeddings.get().closeable()) {
      embeddings.get().close();
    }
    for (float[] row : rows) {
      for (float value : row) {
        if (!Float.isFinite(value)) {
          throw new DivergedException("the embedding of a test image");
        }
      }
    }
    return Optional.of(
        new EmbeddingMap(samples.indices(), samples.classes(), PrincipalPlane.of(rows)));
  }

  /** The first test images of each class seen; of episodes, of the first test classes. */
  private static Samples samples(Benchmark benchmark, int session) {
    Session last = benchmark.sessions().get(session);
    ClassSet shown = benchmark.scenario().isEpisodic() ? first(last.test().classes()) : last.seen();
    int each = Math.max(1, Math.min(EACH, MOST / shown.size()));
    int[] taken = new int[shown.last() + 1];
    List<Integer> images = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (Session tested : benchmark.sessions().subList(0, session + 1)) {
      Samples test = tested.test();
      for (int i = 0; i < test.size(); i++) {
        int c = test.classes()[i];
        if (shown.contains(c) && taken[c] < each) {
          taken[c]++;
          images.add(test.indices()[i]);
          classes.add(c);
        }
      }
    }
    return new Samples(
        benchmark.dataset().test(),
        images.stream().mapToInt(Integer::intValue).toArray(),
        classes.stream().mapToInt(Integer::intValue).toArray(),
        benchmark.dataset().normalization());
  }

  /** As many classes as can be told apart by colour. */
  private static ClassSet first(int... classes) {
    ClassSet all = ClassSet.of(classes);
    return new ClassSet(all.numbers().subList(0, Math.min(EACH, all.size())));
  }
}
