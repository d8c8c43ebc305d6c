package org.palimpsest.head;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.engine.torch.Tensors;

/** Linear algebra in double precision, by libtorch. */
final class Doubles {

  private Doubles() {}

  /** A float64 copy of an array of either precision; a view of one that is float64 already. */
  static Tensor of(INDArray array) {
    return Tensors.of(array).to(ScalarType.Double);
  }

  static Tensor zeros(long... shape) {
    return torch.zeros(shape, new TensorOptions(ScalarType.Double));
  }

  static Tensor identity(long size) {
    return torch.eye(size, new TensorOptions(ScalarType.Double));
  }

  /** A new float32 array with a tensor's values. */
  static INDArray floats(Tensor tensor) {
    return Tensors.copy(tensor.to(ScalarType.Float));
  }

  /**
   * {@code A^-1 B} by Cholesky's decomposition.
   *
   * @param matrix {@code [n, n]}, symmetric
   * @param right {@code [n, m]}
   * @return empty if the matrix is not positive definite, as far as rounding tells
   */
  static Optional<Tensor> solve(Tensor matrix, Tensor right) {
    T_TensorTensor_T found = torch.linalg_cholesky_ex(matrix);
    return found.get1().item_int() == 0
        ? Optional.of(torch.cholesky_solve(right, found.get0()))
        : Optional.empty();
  }

  /** The pseudo-inverse of a symmetric matrix; the inverse where there is one. */
  static Tensor inverse(Tensor matrix) {
    return solve(matrix, identity(matrix.size(0)))
        .orElseGet(() -> torch.linalg_pinv(matrix, 1e-15 * matrix.size(0), true));
  }

  /** {@code (1 - share) A + share I}. */
  static Tensor towardsIdentity(Tensor matrix, double share) {
    return matrix.mul(new Scalar(1 - share)).add(identity(matrix.size(0)).mul(new Scalar(share)));
  }
}
