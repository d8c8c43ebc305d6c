package org.palimpsest.engine.dl4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.Layer;

/** Blocks without parameters that move values and compute nothing. */
final class ShapeBlocks {

  private ShapeBlocks() {}

  /** Every second row and column; channels of zeros behind those of the input. */
  static final class Subsampling extends Blocks.Unary {
    private final Layer.Subsampling layer;
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    Subsampling(Layer.Subsampling layer) {
      this.layer = layer;
    }

    @Override
    INDArray forward(INDArray x) {
      long rows = (x.size(1) + 1) / 2;
      long columns = (x.size(2) + 1) / 2;
      INDArray y = output.of(x.dataType(), x.size(0), rows, columns, layer.channels());
      y.assign(0);
      kept(y, x.size(3)).assign(everySecond(x));
      return y;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray dx = inputGradient.like(x);
      dx.assign(0);
      everySecond(dx).assign(kept(gradient, x.size(3)));
      return dx;
    }

    private static INDArray everySecond(INDArray x) {
      return x.get(all(), interval(0, 2, x.size(1)), interval(0, 2, x.size(2)), all());
    }

    private static INDArray kept(INDArray y, long channels) {
      return y.get(all(), all(), all(), interval(0, channels));
    }
  }

  /** Cuts at the bottom and on the right, or repeats the last row and column. */
  static final class Fit extends Blocks.Unary {
    private final Layer.Fit layer;
    private final Buffer output = buffer();
    private final Buffer folded = buffer();
    private final Buffer inputGradient = buffer();

    Fit(Layer.Fit layer) {
      this.layer = layer;
    }

    @Override
    INDArray forward(INDArray x) {
      long rows = Math.min(layer.height(), x.size(1));
      long columns = Math.min(layer.width(), x.size(2));
      INDArray y = output.of(x.dataType(), x.size(0), layer.height(), layer.width(), x.size(3));
      corner(y, rows, columns).assign(corner(x, rows, columns));
      for (long row = rows; row < layer.height(); row++) {
        row(y, row).assign(row(y, rows - 1));
      }
      for (long column = columns; column < layer.width(); column++) {
        column(y, column).assign(column(y, columns - 1));
      }
      return y;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      long rows = Math.min(layer.height(), x.size(1));
      long columns = Math.min(layer.width(), x.size(2));
      INDArray sums = folded.like(gradient).assign(gradient);
      for (long column = columns; column < layer.width(); column++) {
        column(sums, columns - 1).addi(column(sums, column));
      }
      for (long row = rows; row < layer.height(); row++) {
        row(sums, rows - 1).addi(row(sums, row));
      }
      INDArray dx = inputGradient.like(x);
      dx.assign(0);
      corner(dx, rows, columns).assign(corner(sums, rows, columns));
      return dx;
    }

    private static INDArray corner(INDArray x, long rows, long columns) {
      return x.get(all(), interval(0, rows), interval(0, columns), all());
    }

    private static INDArray row(INDArray x, long row) {
      return x.get(all(), point(row), all(), all());
    }

    private static INDArray column(INDArray x, long column) {
      return x.get(all(), all(), point(column), all());
    }
  }

  /** Features as an image, channel first as {@link Layer.Unflatten} says. */
  static final class Unflatten extends Blocks.Unary {
    private final Layer.Unflatten layer;
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    Unflatten(Layer.Unflatten layer) {
      this.layer = layer;
    }

    @Override
    INDArray forward(INDArray x) {
      INDArray y =
          output.of(x.dataType(), x.size(0), layer.height(), layer.width(), layer.channels());
      INDArray image = x.reshape('c', x.size(0), layer.channels(), layer.height(), layer.width());
      return y.assign(image.permute(0, 2, 3, 1));
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray dx =
          inputGradient.of(
              x.dataType(), x.size(0), layer.channels(), layer.height(), layer.width());
      dx.assign(gradient.permute(0, 3, 1, 2));
      return dx.reshape('c', x.shape());
    }
  }
}
