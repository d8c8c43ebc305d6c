package org.palimpsest.method.continual;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.palimpsest.benchmark.Episode;
import org.palimpsest.engine.Network;
import org.palimpsest.engine.torch.Outputs;
import org.palimpsest.engine.torch.Tape;
import org.palimpsest.engine.torch.Tensors;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.EpisodeShape;
import org.palimpsest.head.EpisodeTask;
import org.palimpsest.head.JointMetric;
import org.palimpsest.method.fit.Step;
import org.palimpsest.method.fit.Term;

/**
 * What episodes teach the head's metric: the mean of their losses. Of several, each goes its way
 * back before the next one is computed, so that memory is needed for one.
 */
record EpisodeLoss() implements Term {

  @Override
  public Optional<Tensor> loss(Step step) {
    List<Episode> episodes = step.batch().episodes();
    EpisodeMetric metric = step.phase().model().head().metric().orElseThrow();
    if (metric instanceof JointMetric joint) {
      return Optional.of(joined(step, joint, episodes));
    }
    return Optional.of(
        episodes.size() == 1
            ? loss(step, step.tape(), episodes.get(0), step.images())
            : mean(step, episodes));
  }

  /** Its way back is gone already; what is left of it is the value. */
  private static Tensor mean(Step step, List<Episode> episodes) {
    Network encoder = step.phase().model().encoder();
    // Made here, so that no episode's tape takes them along.
    Tensor all = step.images();
    double sum = 0;
    long at = 0;
    for (Episode episode : episodes) {
      int count = episode.images().size();
      try (Tape own = new Tape(encoder)) {
        Tensor images = all.narrow(0, at, count);
        Tensor loss = loss(step, own, episode, images);
        sum += own.backward(loss.div(new Scalar((double) episodes.size())));
      }
      at += count;
    }
    return torch.full(new long[] {1}, new Scalar(sum)).set_requires_grad(true);
  }

  /** On one tape, the encoder seeing all images at once. */
  private static Tensor joined(Step step, JointMetric metric, List<Episode> episodes) {
    List<EpisodeTask> tasks = new ArrayList<>();
    long at = 0;
    for (Episode episode : episodes) {
      long first = at;
      long count = episode.images().size();
      tasks.add(
          task(
              step,
              step.tape(),
              episode,
              step.images().narrow(0, first, count),
              () -> step.features().rows(first, count)));
      at += count;
    }
    return metric.loss(tasks, episodes.stream().map(one -> one.query().classes()).toList());
  }

  private static Tensor loss(Step step, Tape tape, Episode episode, Tensor images) {
    EpisodeMetric metric = step.phase().model().head().metric().orElseThrow();
    if (metric.turnsClasses()) {
      return TurnedClasses.loss(step, tape, episode, images);
    }
    EpisodeTask task = task(step, tape, episode, images, () -> step.features(tape, images));
    return metric.loss(task, tape.here(Tensors.classes(episode.query().classes())));
  }

  private static EpisodeTask task(
      Step step, Tape tape, Episode episode, Tensor images, Supplier<Outputs> features) {
    return new EpisodeTask(
        tape,
        EpisodeShape.of(episode),
        step.phase().model().encoder(),
        () -> images,
        features,
        step.mode(),
        false,
        step.random("episode"));
  }
}
