package org.palimpsest.method.continual;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/** What an episode teaches the head's metric. */
record EpisodeLoss() implements Term {

  @Override
  public Optional<Tensor> loss(Step step) {
    Episode episode = step.batch().episode().orElseThrow();
    EpisodeMetric metric = step.phase().model().head().metric().orElseThrow();
    Tensor labels = step.tape().here(Tensors.classes(episode.query().classes()));
    return Optional.of(metric.loss(step.features(), step.tape(), EpisodeShape.of(episode), labels));
  }
}
