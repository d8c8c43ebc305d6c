package org.palimpsest.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's operations by name, writing into arrays that are already there. */
final class Ops {

  private Ops() {}

  /**
   * Runs {@code name} with whole-number arguments, in the order that its native code reads them.
   */
  static void run(String name, INDArray[] inputs, INDArray[] outputs, int... arguments) {
    execute(builder(name, inputs, outputs).addIntegerArguments(arguments).build());
  }

  /** {@code out = a b}, each transposed first if asked for; a vector is a column. */
  static void matmul(INDArray a, INDArray b, INDArray out, boolean transposeA, boolean transposeB) {
    run("matmul", of(a, b), of(out), transposeA ? 1 : 0, transposeB ? 1 : 0);
  }

  /**
   * {@code out = scale (x - mean) / sqrt(variance + epsilon) + shift} for each last-axis channel.
   */
  static void normalize(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray scale,
      INDArray shift,
      double epsilon,
      INDArray out) {
    execute(
        builder("batchnorm", of(x, mean, variance, scale, shift), of(out))
            .addIntegerArguments(1, 1, x.rank() - 1)
            .addFloatingPointArguments(epsilon)
            .build());
  }

  /** {@code max(x, 0)}. */
  static void relu(INDArray x, INDArray out) {
    execute(builder("relu", of(x), of(out)).addFloatingPointArguments(0.0).build());
  }

  static INDArray[] of(INDArray... arrays) {
    return arrays;
  }

  private static DynamicCustomOp.DynamicCustomOpsBuilder builder(
      String name, INDArray[] inputs, INDArray[] outputs) {
    return DynamicCustomOp.builder(name).addInputs(inputs).addOutputs(outputs);
  }

  private static void execute(CustomOp operation) {
    Nd4j.getExecutioner().exec(operation);
  }
}
