package org.palimpsest.head;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.tensor.Seeds;

/**
 * A session with one class, whose number is the session's, and embeddings that are given.
 *
 * @param embeddings one row an image
 * @param maps {@code [images, channels, height, width]}; may be empty
 */
record OneLesson(int classNumber, INDArray embeddings, INDArray maps) implements Lesson {

  OneLesson(int classNumber, float[][] embeddings) {
    this(classNumber, Nd4j.createFromArray(embeddings), Nd4j.empty());
  }

  @Override
  public Session session() {
    int images = Math.toIntExact(embeddings.size(0));
    Samples train = samples(images);
    return Session.ofRange(classNumber, classNumber, 1, train, samples(0), samples(0));
  }

  private Samples samples(int images) {
    int[] labels = new int[images];
    ImageSet set = new ImageSet(new byte[images], labels, 1, 1, 1, List.of("a"));
    int[] classes = IntStream.range(0, images).map(i -> classNumber).toArray();
    return new Samples(
        set, IntStream.range(0, images).toArray(), classes, Normalization.identity(1));
  }

  @Override
  public Samples exemplars() {
    return samples(0);
  }

  @Override
  public Features features(Samples samples, boolean withMaps) {
    return new Features(withMaps ? maps.dup() : Nd4j.empty(), embeddings.dup());
  }

  @Override
  public boolean trainsLater() {
    return false;
  }

  @Override
  public RandomGenerator random(String purpose) {
    return new Seeds(1).generator(purpose);
  }
}
