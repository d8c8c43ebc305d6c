package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/**
 * What is remembered of every class seen: no image, only averages of features. The mean of the
 * L2-normalised embeddings of a class, and its mean feature map where a head looks at maps.
 */
public final class ClassMeans implements Keeps {

  private static final String PROTOTYPES = "prototypes";
  private static final String MAPS = "maps";

  private final int classes;
  private final boolean withMaps;
  private INDArray prototypes = Nd4j.empty(DataType.FLOAT);
  private INDArray maps = Nd4j.empty(DataType.FLOAT);

  /**
   * Remembers nothing yet.
   *
   * @param classes of the experiment
   */
  public ClassMeans(int classes, boolean withMaps) {
    this.classes = classes;
    this.withMaps = withMaps;
  }

  /**
   * Averages over the images of some classes.
   *
   * @param samples with at least one image of each of {@code wanted}
   */
  public void renew(Lesson lesson, Samples samples, ClassSet wanted) {
    for (int c : wanted.numbers()) {
      Samples own = samples.of(c);
      try (Features features = lesson.features(own, withMaps);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor unit = torch.normalize(Tensors.of(features.embedding()));
        prototypes = put(prototypes, c, Tensors.copy(unit.mean(0)));
        if (withMaps) {
          maps = put(maps, c, Tensors.copy(Tensors.of(features.map()).mean(0)));
        }
      }
    }
  }

  /**
   * Moves a class's means towards a mixture of others', see {@link Calibration}.
   *
   * @param others that were averaged
   * @param weight of the mixture, in [0, 1]
   * @param scale on the cosines whose softmax mixes
   */
  void shift(int number, ClassSet others, double weight, double scale) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor own = Tensors.of(prototypes()).narrow(0, number, 1);
      Tensor unit = torch.normalize(own);
      Tensor base = torch.normalize(ClassRows.of(Tensors.of(prototypes()), 0, others));
      Tensor shares = unit.matmul(base.t()).mul(new Scalar(scale)).softmax(1);
      Tensor mixed = torch.normalize(shares.matmul(base));
      own.copy_(between(unit, mixed, weight));
      if (withMaps) {
        Tensor map = Tensors.of(maps()).narrow(0, number, 1);
        Tensor all = ClassRows.of(Tensors.of(maps()), 0, others);
        Tensor mean = shares.matmul(all.flatten(1, -1)).view(Tensors.shape(map));
        map.copy_(between(map, mean, weight));
      }
    }
  }

  private static Tensor between(Tensor from, Tensor to, double weight) {
    return from.mul(new Scalar(1 - weight)).add(to.mul(new Scalar(weight)));
  }

  private INDArray put(INDArray all, int number, INDArray mean) {
    INDArray room = all.isEmpty() ? room(mean) : all;
    room.get(NDArrayIndex.point(number)).assign(mean);
    return room;
  }

  private INDArray room(INDArray mean) {
    long[] shape = new long[mean.rank() + 1];
    shape[0] = classes;
    System.arraycopy(mean.shape(), 0, shape, 1, mean.rank());
    return Nd4j.zeros(DataType.FLOAT, shape);
  }

  /** {@code [classes of the experiment, width]}; 0 for classes that were never averaged. */
  public INDArray prototypes() {
    if (prototypes.isEmpty()) {
      throw new IllegalStateException("no class has been averaged");
    }
    return prototypes;
  }

  /** {@code [classes of the experiment, channels, height, width]}. */
  public INDArray maps() {
    if (maps.isEmpty()) {
      throw new IllegalStateException("no class's map has been averaged");
    }
    return maps;
  }

  /** Means as they are, in place of averages, {@code [classes of the experiment, width]}. */
  public void set(INDArray means) {
    prototypes = means;
  }

  public boolean isEmpty() {
    return prototypes.isEmpty();
  }

  @Override
  public List<Kept> kept() {
    if (prototypes.isEmpty()) {
      return List.of();
    }
    Kept means = new Kept(PROTOTYPES, prototypes, Purpose.FEATURES);
    return withMaps ? List.of(means, new Kept(MAPS, maps, Purpose.FEATURES)) : List.of(means);
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    INDArray means = saved.get(PROTOTYPES);
    prototypes = means == null ? Nd4j.empty(DataType.FLOAT) : means.dup();
    maps = Nd4j.empty(DataType.FLOAT);
    if (withMaps && means != null) {
      INDArray found = saved.get(MAPS);
      if (found == null) {
        throw new IllegalArgumentException("the saved state has no " + MAPS);
      }
      maps = found.dup();
    }
  }
}
