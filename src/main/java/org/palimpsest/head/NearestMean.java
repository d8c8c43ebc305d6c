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
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * The nearest class mean by Euclid's distance, where a mean runs on when its class comes again
 * (Mensink et al. 2013; streaming: Hayes and Kanan 2020, section 4).
 */
final class NearestMean implements FeatureStatistics {

  static final Part<HeadMaker> PART =
      new Part<>(
          "ncm",
          "Mensink et al., TPAMI 2013; running means: Hayes and Kanan, CVPRW 2020",
          """
          normalise = false   # whether features, and the means again, have length 1: the cosine
          """,
          section -> {
            boolean normalise = section.flag("normalise");
            return StatisticsHead.maker(shape -> new NearestMean(shape, normalise));
          });

  private static final String MEANS = "means";
  private static final String COUNTS = "counts";

  private final boolean normalise;
  private final INDArray means;
  private final INDArray counts;

  NearestMean(HeadShape shape, boolean normalise) {
    this.normalise = normalise;
    means = Nd4j.zeros(DataType.FLOAT, shape.classes(), shape.width());
    counts = Nd4j.zeros(DataType.INT64, shape.classes());
  }

  private Tensor wanted(Tensor features) {
    return normalise ? torch.normalize(features) : features;
  }

  @Override
  public void add(INDArray embeddings, int[] classes, Lesson lesson) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor features = wanted(Doubles.of(embeddings));
      for (int c : ClassSet.of(classes).numbers()) {
        int[] own = ClassRows.positions(classes, c);
        long before = counts.getLong(c);
        long after = before + own.length;
        Tensor sum = features.index_select(0, Tensors.classes(own)).sum(0);
        Tensor mean = Tensors.of(means).select(0, c);
        Tensor whole =
            mean.to(sum).mul(new Scalar((double) before)).add(sum).div(new Scalar((double) after));
        mean.copy_(whole);
        counts.putScalar(c, (double) after);
      }
    }
  }

  @Override
  public INDArray scores(INDArray embeddings, ClassSet among) {
    try (PointerScope scope = Tensors.scope();
        NoGradGuard noGradient = new NoGradGuard()) {
      Tensor x = wanted(Doubles.of(embeddings));
      Tensor m = wanted(ClassRows.of(Doubles.of(means), 0, among));
      Tensor products = x.matmul(m.t()).mul(new Scalar(2));
      Tensor squares = m.square().sum(1);
      return Doubles.floats(products.sub(squares).sub(x.square().sum(1).unsqueeze(1)));
    }
  }

  @Override
  public boolean isIndependent() {
    return true;
  }

  @Override
  public List<Kept> kept() {
    return List.of(
        new Kept(MEANS, means, Purpose.FEATURES), new Kept(COUNTS, counts, Purpose.FEATURES));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    KeptArrays.assign(means, saved, MEANS);
    KeptArrays.assign(counts, saved, COUNTS);
  }
}
