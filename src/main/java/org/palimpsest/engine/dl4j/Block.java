package org.palimpsest.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of one vertex. Images are {@code [batch, height, width, channels]}, the layout
 * that oneDNN is fastest in, everything else {@code [batch, features]}; all row-major.
 *
 * <p>What {@link #forward} and {@link #backward} return lives in buffers of the block and is valid
 * until the block's next pass.
 */
abstract class Block implements AutoCloseable {

  private final List<Buffer> buffers = new ArrayList<>();

  /**
   * Computes the output.
   *
   * @param inputs one for each incoming edge; the same on the way back
   * @param batchStatistics whether batch normalisation uses the batch's statistics and moves the
   *     running ones
   */
  abstract INDArray forward(List<INDArray> inputs, Slots slots, boolean batchStatistics);

  /**
   * Writes the gradient with respect to the parameters into the slots.
   *
   * @param inputs those of the pass forward
   * @param gradient with respect to the output; left as it is
   * @return gradients with respect to the inputs
   */
  abstract List<INDArray> backward(List<INDArray> inputs, INDArray gradient, Slots slots);

  /** A new buffer of this block. */
  final Buffer buffer() {
    Buffer buffer = new Buffer();
    buffers.add(buffer);
    return buffer;
  }

  @Override
  public void close() {
    buffers.forEach(Buffer::close);
  }

  /**
   * Views of a block's share of the flat vectors, in the order of the layout.
   *
   * @param parameters read
   * @param gradients overwritten by each pass back
   * @param statistics running mean and variance of batch normalisation
   */
  record Slots(List<INDArray> parameters, List<INDArray> gradients, List<INDArray> statistics) {}
}
