package org.palimpsest.head;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.engine.Parameter;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.tensor.Keeps;

/** What of a head is trained on episodes. */
public interface EpisodeMetric extends Keeps {

  /** Trained on episodes, apart from the encoder. */
  List<Parameter> parameters();

  /**
   * Logits of an episode's queries.
   *
   * @param features of the support, class by class, and then of the queries
   * @return {@code [queries, ways]}
   */
  Tensor logits(Outputs features, Tape tape, Episode episode);
}
