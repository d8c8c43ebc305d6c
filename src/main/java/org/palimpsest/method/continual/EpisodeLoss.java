package org.palimpsest.method.continual;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/** Cross-entropy of an episode's queries among its classes. */
record EpisodeLoss() implements Term {

  @Override
  public Optional<Tensor> loss(Step step) {
    Episode episode = step.batch().episode().orElseThrow();
    EpisodeMetric metric = step.phase().model().head().metric().orElseThrow();
    Tensor logits = metric.logits(step.features(), step.tape(), episode);
    Tensor labels = step.tape().here(Tensors.classes(episode.query().classes()));
    return Optional.of(CrossEntropy.of(logits, labels));
  }
}
