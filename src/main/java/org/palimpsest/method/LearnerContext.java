package org.palimpsest.method;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Engine;
import org.palimpsest.tensor.Seeds;

/**
 * What a learner is built with, besides its own settings.
 *
 * @param engine that builds its networks
 * @param seeds of this run
 * @param channels of the images
 * @param height of the images, pixels
 * @param width of the images, pixels
 * @param totalClasses how many classes all sessions have together
 * @param scenario what the sessions are
 * @param sessions all of them; a learner looks at training images of sessions that have come only
 * @param initial what its networks start from instead of random weights
 */
public record LearnerContext(
    Engine engine,
    Seeds seeds,
    int channels,
    int height,
    int width,
    int totalClasses,
    Scenario scenario,
    List<Session> sessions,
    Optional<InitialWeights> initial) {

  /** For the sessions of a benchmark; networks start from random weights. */
  public static LearnerContext of(Engine engine, Seeds seeds, Benchmark benchmark) {
    ImageSet images = benchmark.dataset().train();
    return new LearnerContext(
        engine,
        seeds,
        images.channels(),
        images.height(),
        images.width(),
        benchmark.classes(),
        benchmark.scenario(),
        benchmark.sessions(),
        Optional.empty());
  }

  /** The same, but networks start from these weights. */
  public LearnerContext startingFrom(InitialWeights weights) {
    return new LearnerContext(
        engine,
        seeds,
        channels,
        height,
        width,
        totalClasses,
        scenario,
        sessions,
        Optional.of(weights));
  }

  /** The names of the classes by number; empty text where no session has an image of a class. */
  public List<String> classNames() {
    List<Samples> all =
        sessions.stream()
            .flatMap(one -> Stream.of(one.train(), one.validation(), one.test()))
            .toList();
    int most =
        all.stream()
            .flatMapToInt(samples -> IntStream.of(samples.classes()))
            .map(number -> number + 1)
            .max()
            .orElse(0);
    String[] names = new String[Math.max(totalClasses, most)];
    Arrays.fill(names, "");
    for (Samples samples : all) {
      for (int i = 0; i < samples.size(); i++) {
        int label = samples.images().label(samples.indices()[i]);
        names[samples.classes()[i]] = samples.images().classNames().get(label);
      }
    }
    return List.of(names);
  }
}
