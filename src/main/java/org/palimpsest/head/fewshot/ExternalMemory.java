package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A memory whose rows are found by likeness and written where they were used last or least (Santoro
 * et al., "Meta-Learning with Memory-Augmented Neural Networks", ICML 2016, equations 2 to 8).
 * Several heads each write their key, the j-th of them into the j-th least used row.
 *
 * @param rows {@code [batch, rows, width]}
 * @param read what each head read last, {@code [batch, heads, rows]}, each summing to 1
 * @param usage {@code [batch, rows]}; no gradient flows through it
 */
record ExternalMemory(Tensor rows, Tensor read, Tensor usage) {

  /** Of the usage, from step to step. */
  private static final double KEPT = 0.95;

  /** Below it a row's length counts as this. */
  private static final double SHORTEST = 1e-12;

  /**
   * With nothing in it.
   *
   * @param like of the type and on the device that it is to have
   */
  static ExternalMemory empty(long batch, long rows, long width, long heads, Tensor like) {
    long[] used = {batch, 1};
    Tensor first =
        torch
            .cat(new TensorVector(torch.ones(used), torch.zeros(new long[] {batch, rows - 1})), 1)
            .to(like);
    return new ExternalMemory(
        torch.full(new long[] {batch, rows, width}, new Scalar(1e-6)).to(like),
        first.unsqueeze(1).expand(batch, heads, rows),
        first);
  }

  /**
   * A step.
   *
   * @param memory as it is afterwards
   * @param found what each head read, {@code [batch, heads, width]}
   */
  record Step(ExternalMemory memory, Tensor found) {}

  /**
   * Writes keys and reads by them.
   *
   * @param keys {@code [batch, heads, width]}
   * @param again share of each head's write that goes where it read last, the rest into a row that
   *     is emptied before, in (0, 1), {@code [heads, 1]}
   * @param readFirst whether is read what was there before
   */
  Step step(Tensor keys, Tensor again, boolean readFirst) {
    Tensor least = leastUsed();
    Tensor written = read.mul(again).add(least.mul(again.neg().add(new Scalar(1.0))));
    Tensor emptied = least.sum(1).unsqueeze(2).neg().add(new Scalar(1.0));
    Tensor after = rows.mul(emptied).add(written.transpose(1, 2).matmul(keys));
    Tensor looked = readFirst ? rows : after;
    Tensor weights = likeness(keys, looked).softmax(2);
    Tensor use =
        usage.mul(new Scalar(KEPT)).add(weights.detach().sum(1)).add(written.detach().sum(1));
    return new Step(new ExternalMemory(after, weights, use), weights.matmul(looked));
  }

  /** For each head another one of the least used rows: 1 there, {@code [batch, heads, rows]}. */
  private Tensor leastUsed() {
    Tensor places = usage.argsort(true, 1, false).narrow(1, 0, read.size(1));
    return torch.one_hot(places, usage.size(1)).to(usage);
  }

  /** Cosines, {@code [batch, heads, rows]}. */
  private static Tensor likeness(Tensor keys, Tensor rows) {
    return unit(keys).matmul(unit(rows).transpose(1, 2));
  }

  private static Tensor unit(Tensor vectors) {
    Tensor squares = vectors.square().sum(new long[] {2}, true, new ScalarTypeOptional());
    return vectors.mul(squares.clamp_min(new Scalar(SHORTEST * SHORTEST)).rsqrt());
  }
}
