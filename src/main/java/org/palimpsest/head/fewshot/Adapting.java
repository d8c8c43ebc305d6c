package org.palimpsest.head.fewshot;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.head.EpisodeTask;

/**
 * An episode's images under an encoder whose weights a support changes: the support in one batch,
 * the queries in another, or each with the support where they may not see each other.
 */
record Adapting(EpisodeTask task, Tensor images) {

  Adapting(EpisodeTask task) {
    this(task, task.images().get());
  }

  /**
   * Embeddings of the support.
   *
   * @param weights of the encoder, flat
   * @return {@code [support, width]}
   */
  Tensor support(Tensor weights) {
    return embedding(task.shape().support(images), weights);
  }

  /** Embeddings of some of the images. */
  Tensor embedding(Tensor some, Tensor weights) {
    return task.tape().run(task.encoder(), some, task.mode(), weights).embedding();
  }

  /** Embeddings of the queries, {@code [queries, width]}. */
  Tensor queries(Tensor weights) {
    Tensor queries = task.shape().queries(images);
    if (!task.apart()) {
      return embedding(queries, weights);
    }
    Tensor support = task.shape().support(images);
    Tensor[] each = new Tensor[task.shape().queries()];
    for (int q = 0; q < each.length; q++) {
      Tensor both = torch.cat(new TensorVector(support, queries.narrow(0, q, 1)), 0);
      each[q] = embedding(both, weights).narrow(0, support.size(0), 1);
    }
    return torch.cat(new TensorVector(each), 0);
  }
}
