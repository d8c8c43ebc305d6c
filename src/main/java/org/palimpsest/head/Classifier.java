package org.palimpsest.head;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.engine.Initialization;
import org.palimpsest.engine.ScoreScript;
import org.palimpsest.engine.torch.Tensors;

/** How a trained matrix of class weights turns embeddings into logits. */
public sealed interface Classifier {

  /**
   * Logits of a batch.
   *
   * @param embeddings {@code [samples, width]}
   * @param weights {@code [classes, columns(width)]}
   * @return {@code [samples, classes]}
   */
  Tensor logits(Tensor embeddings, Tensor weights);

  /**
   * The same as a program.
   *
   * @param weights {@code [classes, columns(width)]}
   */
  ScoreScript script(INDArray weights);

  /** Columns of the weight matrix for embeddings of this width. */
  int columns(int width);

  /** Fresh weights {@code [classes, columns(width)]}; what is beyond the width are biases. */
  default INDArray initial(
      int classes, int width, Initialization initialization, RandomGenerator random) {
    int columns = columns(width);
    float[] flat = new float[classes * columns];
    for (int i = 0; i < flat.length; i++) {
      flat[i] =
          i % columns < width
              ? initialization.weight(width, classes, random)
              : initialization.bias(width, random);
    }
    return Nd4j.createFromArray(flat).reshape(classes, columns);
  }

  /**
   * {@code scale * cos(e, w)} (Gidaris and Komodakis 2018).
   *
   * @param scale greater than 0
   */
  record Cosine(double scale) implements Classifier {
    @Override
    public Tensor logits(Tensor embeddings, Tensor weights) {
      return torch
          .normalize(embeddings)
          .matmul(torch.normalize(weights).t())
          .mul(new Scalar(scale));
    }

    @Override
    public ScoreScript script(INDArray weights) {
      return new ScoreScript(
          List.of(
              Scripts.UNIT_EMBEDDING,
              "scores = torch.matmul(unit, self.rows.t()) * %s".formatted(scale)),
          Map.of("rows", Scripts.unit(weights)));
    }

    @Override
    public int columns(int width) {
      return width;
    }
  }

  /**
   * The cosine from rows that begin orthogonal to each other, as far as there is room, each of
   * length 1 (Zhou et al., "FACT", CVPR 2022).
   */
  record OrthogonalCosine(Cosine cosine) implements Classifier {
    @Override
    public Tensor logits(Tensor embeddings, Tensor weights) {
      return cosine.logits(embeddings, weights);
    }

    @Override
    public ScoreScript script(INDArray weights) {
      return cosine.script(weights);
    }

    @Override
    public int columns(int width) {
      return width;
    }

    @Override
    public INDArray initial(
        int classes, int width, Initialization initialization, RandomGenerator random) {
      int longer = Math.max(classes, width);
      int shorter = Math.min(classes, width);
      double[] flat = new double[longer * shorter];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = random.nextGaussian();
      }
      try (PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor noise = Tensors.of(Nd4j.createFromArray(flat).reshape(longer, shorter));
        Tensor columns = torch.linalg_qr(noise).get0();
        return Doubles.floats(torch.normalize(classes > width ? columns : columns.t()));
      }
    }
  }

  /** {@code w . e + b}; the last column of the weights is the bias. */
  record Linear() implements Classifier {
    @Override
    public Tensor logits(Tensor embeddings, Tensor weights) {
      long width = embeddings.size(1);
      Tensor bias = weights.select(1, width);
      return torch.linear(embeddings, weights.narrow(1, 0, width), new TensorOptional(bias));
    }

    @Override
    public ScoreScript script(INDArray weights) {
      long width = weights.size(1) - 1;
      var all = NDArrayIndex.all();
      return new ScoreScript(
          List.of("scores = torch.matmul(embedding, self.rows.t()) + self.shift"),
          Map.of(
              "rows", weights.get(all, NDArrayIndex.interval(0, width)).dup('c'),
              "shift", weights.getColumn(width).dup('c')));
    }

    @Override
    public int columns(int width) {
      return width + 1;
    }
  }
}
