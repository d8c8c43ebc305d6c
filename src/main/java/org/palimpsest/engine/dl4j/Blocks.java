package org.palimpsest.engine.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastCopyOp;
import org.nd4j.linalg.api.ops.impl.reduce.floating.Mean;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/** Blocks without parameters. */
final class Blocks {

  private Blocks() {}

  /** One input that decides the output alone. */
  abstract static class Unary extends Block {

    abstract INDArray forward(INDArray x);

    abstract INDArray backward(INDArray x, INDArray gradient);

    @Override
    final INDArray forward(List<INDArray> inputs, Slots slots, boolean batchStatistics) {
      return forward(inputs.get(0));
    }

    @Override
    final List<INDArray> backward(List<INDArray> inputs, INDArray gradient, Slots slots) {
      return List.of(backward(inputs.get(0), gradient));
    }
  }

  /** Passes on what it gets; a vertex to take an output from. */
  static final class Identity extends Unary {
    @Override
    INDArray forward(INDArray x) {
      return x;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      return gradient;
    }
  }

  /** The first vertex, which keeps the gradient that arrives at the input. */
  static final class Entry extends Unary {
    private @Nullable INDArray gradient;

    @Override
    INDArray forward(INDArray x) {
      return x;
    }

    @Override
    INDArray backward(INDArray x, INDArray arrived) {
      gradient = arrived;
      return arrived;
    }

    INDArray gradient() {
      if (gradient == null) {
        throw new IllegalStateException("no gradient has come back");
      }
      return gradient;
    }
  }

  /** {@code max(x, 0)}. */
  static final class Relu extends Unary {
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    @Override
    INDArray forward(INDArray x) {
      INDArray y = output.like(x);
      Ops.relu(x, y);
      return y;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray dx = inputGradient.like(x);
      // No output is negative, so that its sign is the derivative. ND4J's relu_bp takes 7 times as
      // long.
      Nd4j.getExecutioner().exec(new Sign(output.like(x), dx));
      return dx.muli(gradient);
    }
  }

  /** {@code x} where it is positive, else {@code slope * x}. */
  static final class LeakyRelu extends Unary {
    private final double slope;
    private final Buffer positive = buffer();
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    LeakyRelu(double slope) {
      this.slope = slope;
    }

    // ND4J's lrelu rounds the slope to float32, in double precision too.
    @Override
    INDArray forward(INDArray x) {
      INDArray p = positive.like(x);
      Ops.relu(x, p);
      p.muli(1 - slope);
      INDArray y = output.like(x);
      x.mul(slope, y);
      return y.addi(p);
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray dx = inputGradient.like(x);
      Nd4j.getExecutioner().exec(new Sign(positive.like(x), dx));
      return dx.muli(1 - slope).addi(slope).muli(gradient);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  static final class Logistic extends Unary {
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    @Override
    INDArray forward(INDArray x) {
      INDArray y = output.like(x);
      Nd4j.getExecutioner().exec(new Sigmoid(x, y));
      return y;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray y = output.like(x);
      INDArray dx = inputGradient.like(x);
      y.rsub(1, dx); // dy y (1 - y)
      return dx.muli(y).muli(gradient);
    }
  }

  /** Maximum over 2x2 windows; the gradient goes to the first of equal maxima. */
  static final class MaxPooling extends Unary {

    /** Kernel, stride, padding, dilation, no padding to the same size, unused, channels last. */
    private static final int[] ARGUMENTS = {2, 2, 2, 2, 0, 0, 1, 1, 0, 0, 1};

    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    @Override
    INDArray forward(INDArray x) {
      long[] s = x.shape();
      INDArray y = output.of(x.dataType(), s[0], s[1] / 2, s[2] / 2, s[3]);
      Ops.run("maxpool2d", Ops.of(x), Ops.of(y), ARGUMENTS);
      return y;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray dx = inputGradient.like(x);
      Ops.run("maxpool2d_bp", Ops.of(x, gradient), Ops.of(dx), ARGUMENTS);
      return dx;
    }
  }

  /** Mean over height and width. */
  static final class GlobalAveragePooling extends Unary {
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    @Override
    INDArray forward(INDArray x) {
      INDArray y = output.of(x.dataType(), x.size(0), x.size(3));
      Nd4j.getExecutioner().exec(new Mean(pixels(x), y, 1));
      return y;
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      INDArray dx = inputGradient.like(x);
      INDArray all = pixels(dx);
      Nd4j.getExecutioner().exec(new BroadcastCopyOp(all, gradient, all, 0, 2));
      dx.divi(x.size(1) * x.size(2));
      return dx;
    }

    private static INDArray pixels(INDArray x) {
      return x.reshape('c', x.size(0), x.size(1) * x.size(2), x.size(3));
    }
  }

  /** An image as features, channel first as {@link org.palimpsest.engine.Layer.Flatten} says. */
  static final class Flatten extends Unary {
    private final Buffer output = buffer();
    private final Buffer inputGradient = buffer();

    @Override
    INDArray forward(INDArray x) {
      if (x.rank() == 2) {
        return x;
      }
      long[] s = x.shape();
      INDArray y = output.of(x.dataType(), s[0], s[3], s[1], s[2]);
      y.assign(x.permute(0, 3, 1, 2));
      return y.reshape('c', s[0], s[1] * s[2] * s[3]);
    }

    @Override
    INDArray backward(INDArray x, INDArray gradient) {
      if (x.rank() == 2) {
        return gradient;
      }
      long[] s = x.shape();
      INDArray dx = inputGradient.like(x);
      dx.assign(gradient.reshape('c', s[0], s[3], s[1], s[2]).permute(0, 2, 3, 1));
      return dx;
    }
  }

  /** Body plus shortcut. */
  static final class Sum extends Block {
    private final Buffer output = buffer();
    private final Buffer second = buffer();

    @Override
    INDArray forward(List<INDArray> inputs, Slots slots, boolean batchStatistics) {
      INDArray y = output.like(inputs.get(0));
      inputs.get(0).add(inputs.get(1), y);
      return y;
    }

    @Override
    List<INDArray> backward(List<INDArray> inputs, INDArray gradient, Slots slots) {
      // Deeplearning4j adds to gradients in place where paths meet again, so the two must not
      // share.
      INDArray copy = second.like(gradient);
      copy.assign(gradient);
      return List.of(gradient, copy);
    }
  }
}
