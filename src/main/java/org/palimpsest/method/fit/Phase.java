package org.palimpsest.method.fit;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Features;
import org.palimpsest.head.Lesson;
import org.palimpsest.memory.ExemplarMemory;

/**
 * A session while it is learnt.
 *
 * @param model in training
 * @param memory of images of earlier sessions, if there is one
 * @param scenario what the session is one of
 * @param trainsLater whether something may be trained in a later session
 * @param softmax over which classes training tells images apart
 */
public record Phase(
    Session session,
    Model model,
    Optional<ExemplarMemory> memory,
    Scenario scenario,
    boolean trainsLater,
    Softmax softmax)
    implements Lesson {

  /** Trained over all classes seen. */
  public Phase(
      Session session,
      Model model,
      Optional<ExemplarMemory> memory,
      Scenario scenario,
      boolean trainsLater) {
    this(session, model, memory, scenario, trainsLater, Softmax.SEEN);
  }

  /** Classes of the sessions before this one. */
  public ClassSet earlier() {
    return session.earlier();
  }

  /** Classes that the session's own images are told apart among. */
  public ClassSet told() {
    return softmax.of(this);
  }

  /** The session that first brought a class. */
  public Session sessionOf(int classNumber) {
    return model.context().sessions().stream()
        .filter(some -> some.classes().contains(classNumber))
        .findFirst()
        .orElse(session);
  }

  /** Whether this is the base session. */
  public boolean isFirst() {
    return session.index() == 0;
  }

  @Override
  public Samples exemplars() {
    Samples none = session.train().at(new int[0]);
    return memory.map(stored -> stored.samples(session.train())).orElse(none);
  }

  @Override
  public Features features(Samples samples, boolean maps) {
    return new FeatureExtractor(model.encoder()).features(samples, maps);
  }

  @Override
  public RandomGenerator random(String purpose) {
    return model.context().seeds().generator(purpose, session.index());
  }
}
