package org.palimpsest.loss;

import org.bytedeco.pytorch.Tensor;

/** How far a decoder's images are from the ones it should give back: {@code mean((x - x')^2)}. */
public final class ReconstructionError {

  private ReconstructionError() {}

  /**
   * Mean over samples, channels and pixels of the squared difference. Where the decoded image is a
   * few pixels short, since a side did not halve evenly, the original's last rows and columns do
   * not count.
   *
   * @param decoded {@code [samples, channels, height', width']}, float32
   * @param images {@code [samples, channels, height, width]}, normalised, not smaller
   */
  public static Tensor of(Tensor decoded, Tensor images) {
    Tensor target = images.narrow(2, 0, decoded.size(2)).narrow(3, 0, decoded.size(3));
    return decoded.sub(target).square().mean();
  }
}
