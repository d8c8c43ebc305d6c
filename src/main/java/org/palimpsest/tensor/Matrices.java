package org.palimpsest.tensor;

import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrices as Java's arrays, by one copy. {@link INDArray#toFloatMatrix()} makes an array of ND4J's
 * out of every row, which takes longer than a small network's answer about it.
 */
public final class Matrices {

  private Matrices() {}

  /**
   * The rows of a matrix.
   *
   * @param matrix {@code [rows, columns]}, in any order, also a view
   * @throws ShapeException if it is no matrix
   */
  public static float[][] floats(INDArray matrix) {
    float[] all = copied(matrix, DataBuffer::asFloat);
    int columns = matrix.columns();
    float[][] rows = new float[matrix.rows()][columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(all, row * columns, rows[row], 0, columns);
    }
    return rows;
  }

  /**
   * The rows of a matrix.
   *
   * @param matrix {@code [rows, columns]}, in any order, also a view
   * @throws ShapeException if it is no matrix
   */
  public static double[][] doubles(INDArray matrix) {
    double[] all = copied(matrix, DataBuffer::asDouble);
    int columns = matrix.columns();
    double[][] rows = new double[matrix.rows()][columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(all, row * columns, rows[row], 0, columns);
    }
    return rows;
  }

  private static <T> T copied(INDArray matrix, Function<DataBuffer, T> as) {
    Require.shape(new long[] {-1, -1}, matrix.shape(), "a matrix");
    try (INDArray copy = matrix.dup('c')) {
      return as.apply(copy.data());
    }
  }
}
