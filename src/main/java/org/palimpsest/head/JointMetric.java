package org.palimpsest.head;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A few-shot method that learns from all episodes of a step at once. */
public interface JointMetric extends EpisodeMetric {

  /**
   * What several episodes teach together, on one tape.
   *
   * @param tasks at least one
   * @param labels of each one's queries
   * @return one element
   */
  Tensor loss(List<EpisodeTask> tasks, List<int[]> labels);
}
