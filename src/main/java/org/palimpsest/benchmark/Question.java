package org.palimpsest.benchmark;

import java.util.Optional;
import org.palimpsest.data.Samples;

/**
 * What a learner is asked at once: to tell these images apart among these classes, perhaps after a
 * look at an episode's support.
 *
 * @param tested the session that the images are from
 * @param query the images; their classes are not looked at by who answers
 * @param among the classes that scores are wanted for; an episode's own numbers, if it is one
 * @param episode whose queries they are
 */
public record Question(int tested, Samples query, ClassSet among, Optional<Episode> episode) {

  /** Among classes that were learnt. */
  public Question(int tested, Samples query, ClassSet among) {
    this(tested, query, among, Optional.empty());
  }

  /** Among an episode's classes. */
  public static Question of(Episode episode) {
    return new Question(
        0, episode.query(), ClassSet.range(0, episode.ways()), Optional.of(episode));
  }
}
