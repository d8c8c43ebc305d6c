package org.palimpsest.method.continual;

import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.palimpsest.engine.Architecture;
import org.palimpsest.head.Classifier;
import org.palimpsest.head.CosineHead;
import org.palimpsest.head.Head;
import org.palimpsest.head.LinearHead;
import org.palimpsest.head.PrototypeHead;
import org.palimpsest.head.TaskAdaptiveHead;

/** The heads by name. */
final class Heads {

  /**
   * One head.
   *
   * @param name in configurations
   * @param episodes whether it is trained on episodes
   * @param classifierOf the classifier that trains the encoder for it
   * @param builder given the settings, the encoder and a generator for first weights
   */
  record Entry(
      String name,
      boolean episodes,
      Function<ReconstructionSettings, Classifier> classifierOf,
      Builder builder) {

    Classifier classifier(ReconstructionSettings settings) {
      return classifierOf.apply(settings);
    }

    Head build(ReconstructionSettings settings, Architecture encoder, RandomGenerator random) {
      return builder.build(settings, encoder, random);
    }
  }

  /** Makes a head over an encoder's features. */
  @FunctionalInterface
  interface Builder {
    Head build(ReconstructionSettings settings, Architecture encoder, RandomGenerator random);
  }

  static final List<Entry> ALL =
      List.of(
          new Entry(
              "task-adaptive",
              true,
              Heads::cosine,
              (s, encoder, random) ->
                  new TaskAdaptiveHead(
                      cosine(s), s.metric().views(), encoder.mapShape()[0], random)),
          new Entry(
              "cosine", false, Heads::cosine, (s, encoder, random) -> new CosineHead(cosine(s))),
          new Entry(
              "prototype",
              false,
              Heads::cosine,
              (s, encoder, random) -> new PrototypeHead(cosine(s))),
          new Entry(
              "linear",
              false,
              s -> new Classifier.Linear(),
              (s, encoder, random) -> new LinearHead(s.linear().steps(), s.linear().optimizer())));

  private Heads() {}

  static List<String> names() {
    return ALL.stream().map(Entry::name).toList();
  }

  /**
   * The head of this name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  static Entry named(String name) {
    return ALL.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("no head %s; there are %s".formatted(name, names())));
  }

  private static Classifier.Cosine cosine(ReconstructionSettings settings) {
    return new Classifier.Cosine(settings.classifierScale());
  }
}
