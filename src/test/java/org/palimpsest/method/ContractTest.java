package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.benchmark.Benchmark;
import org.palimpsest.benchmark.Question;
import org.palimpsest.benchmark.Session;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.conf.Part;
import org.palimpsest.engine.Engine;
import org.palimpsest.engine.dl4j.Dl4jEngine;
import org.palimpsest.engine.torch.TorchEngine;
import org.palimpsest.head.EpisodeMetric;
import org.palimpsest.head.Head;
import org.palimpsest.head.HeadMaker;
import org.palimpsest.head.HeadShape;
import org.palimpsest.head.Heads;
import org.palimpsest.memory.Policies;
import org.palimpsest.memory.Policy;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Term;
import org.palimpsest.method.term.Objectives;
import org.palimpsest.method.term.Terms;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;
import org.palimpsest.tensor.Seeds;

/** What every method and every part owes its runner; cases are drawn from the lists of parts. */
class ContractTest {

  private static final long MOST_BYTES = 1200;
  private static final Engine TORCH = new TorchEngine(1);
  private static final Engine DL4J = new Dl4jEngine(1);

  /** For who writes a part: {@code -Dpart=NAME} asks that one only. */
  private static final String ONLY = System.getProperty("part", "");

  @TempDir Path folder;

  /** Settings and what trains. */
  record Case(String name, Engine engine, List<String> overrides) {
    @Override
    public String toString() {
      return name + " " + engine.name();
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Preset preset : Methods.ALL) {
      cases.add(new Case("method " + preset.name(), TORCH, shortened(preset)));
    }
    for (Part<HeadMaker> head : Heads.ALL) {
      cases.add(new Case("head " + head.name(), TORCH, head(head)));
      if (!runsEncoder(head)) {
        cases.add(new Case("head " + head.name(), DL4J, head(head)));
      }
    }
    for (Part<Term> term : Terms.ALL) {
      addOnBoth(cases, "term " + term.name(), term(term, "learner.terms=[" + term.name() + "]"));
    }
    for (Part<Term> objective : Objectives.ALL) {
      String key = "learner.objective=" + objective.name();
      addOnBoth(cases, "objective " + objective.name(), term(objective, key));
    }
    for (Part<Policy> policy : Policies.ALL) {
      List<String> keys = new ArrayList<>(memory(policy.name()));
      keys.add("learner.replay.batch-size=4");
      cases.add(new Case("memory " + policy.name(), TORCH, keys));
    }
    cases.add(
        new Case(
            "own rows",
            TORCH,
            List.of(
                "training.rows=own",
                "learner.cross-entropy.softmax=all",
                "training.block-steps=1")));
    return cases.stream().filter(one -> ONLY.isEmpty() || one.name().endsWith(" " + ONLY));
  }

  private static void addOnBoth(List<Case> cases, String name, List<String> keys) {
    cases.add(new Case(name, TORCH, keys));
    cases.add(new Case(name, DL4J, keys));
  }

  /** A published method, with as few steps as show everything. */
  private static List<String> shortened(Preset preset) {
    List<String> keys = new ArrayList<>(List.of("learner.method=" + preset.name()));
    if (preset.values().contains("iterations")) {
      keys.add("training.iterations=6");
      keys.add("training.base.iterations=6");
      keys.add("training.novel.iterations=6");
    }
    if (Heads.ALL.stream()
        .anyMatch(head -> head.name().equals(preset.name()) && needsLabels(head))) {
      keys.add(labels(preset.name()));
    }
    if (preset.values().contains("memory {")) {
      keys.add("learner.memory.images=null");
      keys.add("learner.memory.bytes=" + MOST_BYTES);
    }
    return keys;
  }

  private static boolean runsEncoder(Part<HeadMaker> head) {
    HeadShape any = new HeadShape(1, 1, 1, new Seeds(1));
    return head.sample().create(any).metric().filter(EpisodeMetric::runsEncoder).isPresent();
  }

  static Stream<Part<HeadMaker>> runningEncoders() {
    return Heads.ALL.stream().filter(ContractTest::runsEncoder);
  }

  @ParameterizedTest
  @MethodSource("runningEncoders")
  void theOtherEngineHasNoWeightsInsideTheGraph(Part<HeadMaker> head) {
    Case setting = new Case("head", DL4J, head(head));
    assertThatThrownBy(() -> learner(setting).close())
        .isInstanceOf(ConfException.class)
        .hasMessageContaining(
            "learner.head = \"%s\" needs for %s weights inside the graph"
                .formatted(head.name(), head.name()));
  }

  /** Whether it tells only so many classes apart. */
  private static boolean needsLabels(Part<HeadMaker> head) {
    HeadShape any = new HeadShape(1, 1, 1, new Seeds(1));
    int most = head.sample().create(any).metric().map(EpisodeMetric::mostWays).orElse(Bars.CLASSES);
    return most < Bars.CLASSES;
  }

  private static String labels(String head) {
    return "learner.%s.labels=%d".formatted(head, Bars.CLASSES);
  }

  /** A head with the objective that it needs. */
  private static List<String> head(Part<HeadMaker> part) {
    HeadShape any = new HeadShape(1, 1, 1, new Seeds(1));
    Head head = part.sample().create(any);
    String objective = head.likelihood().isPresent() ? "likelihood" : "cross-entropy";
    List<String> keys = narrowed(part);
    if (head.answersFromExemplars()) {
      keys.addAll(memory("herding"));
    }
    if (needsLabels(part)) {
      keys.add(labels(part.name()));
    }
    keys.add("learner.head=" + part.name());
    keys.add("learner.objective=" + objective);
    return keys;
  }

  /** A term with what it needs. */
  private static List<String> term(Part<Term> part, String key) {
    List<String> keys = narrowed(part);
    keys.add(key);
    Term term = part.sample();
    if (term.needs().contains(Need.MEMORY) || term.needs().contains(Need.ONLINE_MEMORY)) {
      keys.addAll(memory("reservoir"));
    }
    if (term.needs().contains(Need.MEMORY_IN_ONE_LIST)) {
      keys.addAll(memory("random"));
      keys.add("learner.train-on=session-and-memory");
    }
    if (term.needs().contains(Need.GENERATIVE_HEAD)) {
      keys.add("learner.head=generative-classifier");
    }
    return keys;
  }

  /** Published layers of thousands of units would take most of the time and show nothing more. */
  private static List<String> narrowed(Part<?> part) {
    List<String> keys = new ArrayList<>();
    if (part.defaults().contains("widths")) {
      keys.add("learner.%s.widths=[6,6]".formatted(part.name()));
    }
    return keys;
  }

  private static List<String> memory(String policy) {
    return List.of("learner.memory.policy=" + policy, "learner.memory.bytes=" + MOST_BYTES);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepsItsPromises(Case setting) throws Exception {
    byte[][] pixels = pixels();
    Map<String, INDArray> undisturbed;
    List<INDArray> scores = new ArrayList<>();
    try (Learner learner = learner(setting)) {
      for (Session session : Bars.sessions()) {
        learn(learner, session);
        scores.add(answersToAllClassesSeen(learner, session));
        budgetIsWhatIsKept(learner);
      }
      undisturbed = copy(learner);
      refusesAStateThatLacksTheEncoder(learner, undisturbed);
    }
    assertThat(pixels()).as("images").isDeepEqualTo(pixels);
    goesOnBitByBitAfterAnyBlock(setting, undisturbed, scores);
  }

  private static byte[][] pixels() {
    byte[][] pixels = new byte[Bars.IMAGES.size()][];
    Arrays.setAll(pixels, i -> Bars.IMAGES.image(i).clone());
    return pixels;
  }

  private static INDArray answersToAllClassesSeen(Learner learner, Session session) {
    int[] indices = session.test().indices().clone();
    Question question = new Question(session.index(), session.test(), session.seen());
    INDArray scores = learner.scores(question);
    assertThat(scores.shape()).containsExactly(session.test().size(), session.seen().size());
    assertThat(scores.sumNumber().doubleValue()).isFinite();
    assertThat(session.test().indices()).isEqualTo(indices);
    assertThat(learner.scores(question)).as("the same answer twice").isEqualTo(scores);
    return scores;
  }

  /** To the byte; of exemplars the images count, not their positions. */
  private static void budgetIsWhatIsKept(Learner learner) {
    Map<String, Long> expected = new LinkedHashMap<>();
    for (Purpose purpose : Purpose.values()) {
      if (purpose != Purpose.MOMENTS) {
        expected.put(purpose.text(), 0L);
      }
    }
    for (Kept kept : learner.kept()) {
      if (kept.purpose() == Purpose.MOMENTS) {
        continue;
      }
      if (kept.purpose() != Purpose.EXEMPLARS) {
        assertThat(kept.bytes())
            .as(kept.name())
            .isEqualTo(kept.array().length() * kept.array().dataType().width());
      }
      expected.merge(kept.purpose().text(), kept.bytes(), Long::sum);
    }
    assertThat(MemoryBytes.of(learner)).isEqualTo(expected);
    nothingIsKeptTwice(learner.kept());
    // What cases() allows.
    assertThat(expected.getOrDefault("exemplars", 0L)).isLessThanOrEqualTo(MOST_BYTES);
  }

  /** Bytes that two entries share would be counted twice. */
  private static void nothingIsKeptTwice(List<Kept> all) {
    List<Kept> byAddress =
        all.stream()
            .filter(kept -> !kept.array().isEmpty())
            .sorted(Comparator.comparingLong(kept -> kept.array().data().address()))
            .toList();
    for (int i = 1; i < byAddress.size(); i++) {
      Kept before = byAddress.get(i - 1);
      INDArray array = before.array();
      long end = array.data().address() + array.length() * array.dataType().width();
      assertThat(byAddress.get(i).array().data().address())
          .as("%s lies behind %s", byAddress.get(i).name(), before.name())
          .isGreaterThanOrEqualTo(end);
    }
  }

  private static void refusesAStateThatLacksTheEncoder(
      Learner learner, Map<String, INDArray> state) {
    Map<String, INDArray> without = new LinkedHashMap<>(state);
    without.remove("encoder.parameters");
    assertThatThrownBy(() -> learner.restore(without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder.parameters");
  }

  private void goesOnBitByBitAfterAnyBlock(
      Case setting, Map<String, INDArray> undisturbed, List<INDArray> scores) throws Exception {
    Learner learner = learner(setting);
    try {
      for (Session session : Bars.sessions()) {
        int stages = learner.stages(session).size();
        for (int s = 0; s < stages; s++) {
          int blocks = learner.stages(session).get(s).blocks();
          for (int b = 0; b < blocks; b++) {
            learner.stages(session).get(s).run(b, Progress.SILENT);
            Map<String, INDArray> saved = copy(learner);
            learner.close();
            learner = learner(setting);
            learner.restore(saved);
          }
        }
        Question question = new Question(session.index(), session.test(), session.seen());
        assertThat(learner.scores(question))
            .as("scores after session %d", session.index())
            .isEqualTo(scores.get(session.index()));
      }
      Map<String, INDArray> state = copy(learner);
      assertThat(state.keySet()).isEqualTo(undisturbed.keySet());
      state.forEach((name, array) -> assertThat(array).as(name).isEqualTo(undisturbed.get(name)));
    } finally {
      learner.close();
    }
  }

  private Learner learner(Case setting) throws IOException {
    Path file = folder.resolve("contract.conf");
    Files.writeString(
        file,
        """
        name = contract
        engine.name = %s
        benchmark { base-classes = 4, novel { sessions = 2, ways = 1, shots = 5 } }
        network.encoder { filters = 4, embedding = 8, drop-last-poolings = true }
        learner.method = composed
        training {
          augmentation { crop-padding = 1, flip = false }
          batch-size = 16
          base { epochs = 2 }
          novel { epochs = 2 }
          episodes { number = 52, ways = 3, shots = 2, queries = 2 }
        }
        """
            .formatted(setting.engine().name()));
    ConfigFile configuration = ConfigFile.load(file, setting.overrides(), Methods::values);
    LearnerFactory factory = Methods.read(configuration.root());
    configuration.problems().throwIfAny();
    Benchmark benchmark = Bars.benchmark();
    return factory.create(LearnerContext.of(setting.engine(), new Seeds(5), benchmark));
  }

  private static void learn(Learner learner, Session session) {
    for (Stage stage : learner.stages(session)) {
      for (int block = 0; block < stage.blocks(); block++) {
        assertThat(stage.run(block, Progress.SILENT).values()).allMatch(Double::isFinite);
      }
    }
  }

  private static Map<String, INDArray> copy(Learner learner) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    State.of(learner).tensors().forEach((name, array) -> tensors.put(name, array.dup('c')));
    return tensors;
  }
}
