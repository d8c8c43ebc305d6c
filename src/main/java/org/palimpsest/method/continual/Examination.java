package org.palimpsest.method.continual;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.benchmark.EpisodeSeries;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.loss.CrossEntropy;
import org.palimpsest.method.fit.EpisodeAnswers;
import org.palimpsest.method.fit.Selection;

/** Looks at a series of validation episodes. */
final class Examination {

  private Examination() {}

  /** Mean over the episodes of their accuracy and of their cross-entropy. */
  static Selection.Seen of(EpisodeSeries series, EpisodeAnswers answers) {
    double accuracy = 0;
    double loss = 0;
    for (int i = 0; i < series.size(); i++) {
      Episode episode = series.episode(i);
      try (INDArray logits = answers.logits(episode);
          PointerScope scope = Tensors.scope();
          NoGradGuard noGradient = new NoGradGuard()) {
        Tensor scores = Tensors.of(logits);
        Tensor labels = Tensors.classes(episode.query().classes());
        accuracy += best(scores).eq(labels).to(torch.ScalarType.Double).mean().item_double();
        loss += CrossEntropy.of(scores, labels).item_double();
      }
    }
    return new Selection.Seen(accuracy / series.size(), loss / series.size());
  }

  private static Tensor best(Tensor scores) {
    return scores.argmax(new LongOptional(1), false);
  }
}
