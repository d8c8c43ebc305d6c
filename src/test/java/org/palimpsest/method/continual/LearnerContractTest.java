package org.palimpsest.method.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.method.Learner;
import org.palimpsest.method.LearnerContext;
import org.palimpsest.method.LearnerFactory;
import org.palimpsest.method.Methods;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.method.State;
import org.palimpsest.tensor.Seeds;

/** What every learner owes its runner, over every method, head and way of adaptation. */
class LearnerContractTest {

  private static final int CLASSES = 6;
  private static final int IMAGES_PER_CLASS = 24;

  @TempDir Path folder;

  /** A method, settings and what trains. */
  record Case(String method, List<String> overrides, Engine engine) {
    Case(String method, List<String> overrides) {
      this(method, overrides, new TorchEngine(1));
    }

    @Override
    public String toString() {
      return "%s %s %s".formatted(method, overrides, engine.name());
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String method : Methods.names()) {
      for (String head : Heads.names()) {
        cases.add(new Case(method, List.of("learner.head=" + head)));
      }
      cases.add(
          new Case(
              method, List.of("learner.head=prototype", "training.base.reconstruction-weight=0")));
      cases.add(
          new Case(
              method,
              List.of(
                  "learner.head=task-adaptive",
                  "learner.novel-encoder=adapted",
                  "training.novel.epochs=2")));
      cases.add(
          new Case(method, List.of("learner.head=task-adaptive", "training.metric.use-map=false")));
      cases.add(
          new Case(method, List.of("network.encoder.type=mlp", "network.encoder.widths=[16, 12]")));
      cases.add(
          new Case(
              method,
              List.of(
                  "network.encoder.type=resnet20",
                  "network.encoder.embedding=none",
                  "learner.head=cosine",
                  "training.base.epochs=4")));
      cases.add(
          new Case(
              method,
              List.of(
                  "learner.head=task-adaptive",
                  "learner.novel-encoder=adapted",
                  "training.novel.epochs=2"),
              new Dl4jEngine(1)));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scoresAllClassesSeenWithFiniteNumbers(Case setting) throws Exception {
    try (Learner learner = learner(setting)) {
      for (Session session : sessions()) {
        learn(learner, session);
        INDArray scores = learner.scores(session.test());
        assertThat(scores.shape()).containsExactly(session.test().size(), session.classesSeen());
        assertThat(scores.sumNumber().doubleValue()).isFinite();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void learnsItsBaseClassesFarBetterThanChance(Case setting) throws Exception {
    try (Learner learner = learner(setting)) {
      Session base = sessions().get(0);
      learn(learner, base);
      INDArray scores = learner.scores(base.test());
      long right =
          IntStream.range(0, base.test().size())
              .filter(i -> scores.getRow(i).argMax(0).getInt(0) == base.test().classes()[i])
              .count();
      assertThat((double) right / base.test().size()).isGreaterThan(0.6);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesOnBitByBitFromTheStateAfterAnyBlock(Case setting) throws Exception {
    Map<String, INDArray> undisturbed;
    INDArray scores;
    try (Learner learner = learner(setting)) {
      for (Session session : sessions()) {
        learn(learner, session);
      }
      undisturbed = copy(learner.state()).tensors();
      scores = learner.scores(sessions().get(0).test());
    }
    Learner learner = learner(setting);
    try {
      for (Session session : sessions()) {
        int stages = learner.stages(session).size();
        for (int s = 0; s < stages; s++) {
          int blocks = learner.stages(session).get(s).blocks();
          for (int b = 0; b < blocks; b++) {
            learner.stages(session).get(s).run(b, Progress.SILENT);
            State saved = copy(learner.state());
            learner.close();
            learner = learner(setting);
            learner.restore(saved);
          }
        }
      }
      assertThat(learner.state().tensors().keySet()).isEqualTo(undisturbed.keySet());
      learner
          .state()
          .tensors()
          .forEach((name, array) -> assertThat(array).as(name).isEqualTo(undisturbed.get(name)));
      assertThat(learner.scores(sessions().get(0).test())).isEqualTo(scores);
    } finally {
      learner.close();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesAStateThatLacksSomething(Case setting) throws Exception {
    try (Learner learner = learner(setting)) {
      learn(learner, sessions().get(0));
      Map<String, INDArray> tensors = new LinkedHashMap<>(learner.state().tensors());
      tensors.remove("encoder.parameters");
      assertThatThrownBy(() -> learner.restore(new State(tensors, Map.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("encoder.parameters");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void statesWhatItKeepsInBytes(Case setting) throws Exception {
    try (Learner learner = learner(setting)) {
      learn(learner, sessions().get(0));
      Map<String, Long> budget = learner.budget();
      assertThat(budget).containsOnlyKeys("parameters", "decoder", "head", "features", "exemplars");
      assertThat(budget.get("parameters")).isPositive();
      assertThat(budget.get("features")).isPositive();
    }
  }

  private Learner learner(Case setting) throws IOException {
    Path file = folder.resolve("contract.conf");
    Files.writeString(
        file,
        """
        name = contract
        benchmark { base-classes = 4, novel { sessions = 2, ways = 1, shots = 5 } }
        network.encoder { filters = 4, embedding = 8 }
        training {
          augmentation { crop-padding = 1, flip = false }
          base { epochs = 10, batch-size = 16 }
          metric { episodes = 60, ways = 3, shots = 2, queries = 2 }
          linear.steps = 20
        }
        """);
    ConfigFile configuration = ConfigFile.load(file, setting.overrides());
    LearnerFactory factory = Methods.named(setting.method()).reader().apply(configuration.root());
    configuration.problems().throwIfAny();
    return factory.create(new LearnerContext(setting.engine(), new Seeds(5), 1, 8, 8, CLASSES));
  }

  private static void learn(Learner learner, Session session) {
    for (Stage stage : learner.stages(session)) {
      for (int block = 0; block < stage.blocks(); block++) {
        assertThat(stage.run(block, Progress.SILENT).values()).allMatch(Double::isFinite);
      }
    }
  }

  private static State copy(State state) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    state.tensors().forEach((name, array) -> tensors.put(name, array.dup('c')));
    return new State(tensors, state.notes());
  }

  /** Four base classes, then twice one class with five images. */
  private static List<Session> sessions() {
    return List.of(session(0, 0, 4, 20), session(1, 4, 1, 5), session(2, 5, 1, 5));
  }

  private static Session session(int index, int first, int classes, int shots) {
    return new Session(
        index,
        first,
        classes,
        samples(first, classes, 0, shots),
        samples(first, 0, 0, 0),
        samples(first, classes, 20, 4));
  }

  private static Samples samples(int first, int classes, int from, int count) {
    int[] indices =
        IntStream.range(first, first + classes)
            .flatMap(c -> IntStream.range(0, count).map(i -> c * IMAGES_PER_CLASS + from + i))
            .toArray();
    int[] numbers = IntStream.of(indices).map(i -> i / IMAGES_PER_CLASS).toArray();
    return new Samples(IMAGES, indices, numbers, new Normalization(List.of(0.5), List.of(0.5)));
  }

  private static final ImageSet IMAGES = bars();

  /** 8x8 images of a bright bar, at another row or column for each class, under noise. */
  private static ImageSet bars() {
    var random = new Seeds(1).generator("bars");
    byte[] pixels = new byte[CLASSES * IMAGES_PER_CLASS * 64];
    int[] labels = new int[CLASSES * IMAGES_PER_CLASS];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / IMAGES_PER_CLASS;
      for (int p = 0; p < 64; p++) {
        int line = labels[i] < 3 ? p / 8 : p % 8;
        boolean bar = line == 1 + 2 * (labels[i] % 3);
        pixels[i * 64 + p] = (byte) ((bar ? 180 : 40) + random.nextInt(40));
      }
    }
    return new ImageSet(pixels, labels, 1, 8, 8, List.of("a", "b", "c", "d", "e", "f"));
  }
}
