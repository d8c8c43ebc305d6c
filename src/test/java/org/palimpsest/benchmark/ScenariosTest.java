package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.conf.ConfException;
import org.palimpsest.conf.ConfigFile;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/** What each scenario makes of a data set of ten classes with 20 training and 5 test images. */
class ScenariosTest {

  private static final Dataset TEN = Toys.dataset(10, 20, 5);
  private static final Seeds SEEDS = new Seeds(4);

  @TempDir private Path folder;

  private BenchmarkSpec spec(String... lines) throws IOException {
    Path file = folder.resolve("experiment.conf");
    // Ten classes whose size is known, since the data set is not looked for.
    List<String> all = new ArrayList<>(List.of("dataset = digits"));
    all.addAll(List.of(lines));
    Files.writeString(file, "benchmark {\n%s\n}\n".formatted(String.join("\n", all)));
    return ConfigFile.load(file, List.of())
        .read(
            root -> {
              List.of("engine", "network", "learner", "training", "mlflow", "data")
                  .forEach(name -> root.section(name).ignoreRest());
              return BenchmarkSpec.read(root);
            });
  }

  private Benchmark built(String... lines) throws IOException {
    return Benchmarks.build(TEN, spec(lines), SEEDS);
  }

  private String refusal(String... lines) {
    ConfException problem = catchThrowableOfType(ConfException.class, () -> spec(lines));
    assertThat(problem).as(Arrays.toString(lines)).isNotNull();
    return String.valueOf(problem.getMessage());
  }

  private static final String[] PERMUTED = {
    "scenario = domain-incremental", "base-classes = 10", "novel { sessions = 3, shots = all }"
  };

  @Test
  void permutedDomainsHaveTheSameClassesAndImagesOfTheirOwn() throws IOException {
    Benchmark benchmark = built(PERMUTED);
    assertThat(benchmark.scenario().classes()).isEqualTo(Scenario.Classes.AGAIN);
    assertThat(benchmark.classes()).isEqualTo(10);
    assertThat(benchmark.sessions()).hasSize(4);
    Set<Integer> used = new HashSet<>();
    for (Session session : benchmark.sessions()) {
      assertThat(session.classes()).isEqualTo(ClassSet.range(0, 10));
      assertThat(session.earlier().size()).isEqualTo(session.index() == 0 ? 0 : 10);
      assertThat(session.train().size()).isEqualTo(200);
      assertThat(session.test().size()).isEqualTo(50);
      IntStream.of(session.train().indices()).forEach(i -> assertThat(used.add(i)).isTrue());
    }
    ImageSet images = benchmark.dataset().train();
    Samples first = benchmark.sessions().get(0).train();
    Samples last = benchmark.sessions().get(3).train();
    for (int i = 0; i < 200; i++) {
      assertThat(last.indices()[i]).isEqualTo(first.indices()[i] + 600);
      assertThat(last.classes()[i]).isEqualTo(first.classes()[i]);
      assertThat(images.image(last.indices()[i]))
          .containsExactlyInAnyOrder(images.image(first.indices()[i]));
    }
    assertThat(LeakageAudit.of(benchmark).violations()).isEmpty();
    assertThat(LeakageAudit.of(benchmark).copies()).allSatisfy((k, v) -> assertThat(v).isZero());
  }

  @Test
  void domainsToComeAreAskedAboutAheadAndGuessingIsKnown() throws IOException {
    Benchmark benchmark = built(PERMUTED);
    Question ahead = benchmark.ahead(1).orElseThrow();
    assertThat(ahead.tested()).isEqualTo(2);
    assertThat(ahead.query()).isSameAs(benchmark.sessions().get(2).test());
    assertThat(ahead.among()).isEqualTo(ClassSet.range(0, 10));
    assertThat(benchmark.ahead(3)).isEmpty();
    assertThat(benchmark.questions(2)).extracting(Question::tested).containsExactly(0, 1, 2);
    Benchmark classes = built("base-classes = 4", "novel { sessions = 3, ways = 2, shots = all }");
    assertThat(classes.ahead(0)).isEmpty();
  }

  @Test
  void whatOneDomainHoldsOutAllHoldOut() throws IOException {
    for (String shots : List.of("all", "3")) {
      Benchmark benchmark =
          built(
              "scenario = domain-incremental",
              "base-classes = 10",
              "validation-fraction = 0.25",
              "novel { sessions = 3, shots = " + shots + " }",
              "domain-incremental { domains = rotated, rotated.angles = [0, 90, 180, 270] }");
      assertThat(LeakageAudit.of(benchmark).violations()).isEmpty();
      Set<Integer> held = new HashSet<>();
      for (Session session : benchmark.sessions()) {
        IntStream.of(session.validation().indices()).forEach(i -> held.add(i % 200));
      }
      assertThat(held).hasSize(50);
      for (Session session : benchmark.sessions()) {
        assertThat(session.train().size())
            .isEqualTo(session.index() == 0 || shots.equals("all") ? 150 : 30);
        IntStream.of(session.train().indices())
            .forEach(i -> assertThat(held).doesNotContain(i % 200));
      }
    }
  }

  @Test
  void theAuditFindsAnImageHeldOutInOneDomainAndLearntInAnother() throws IOException {
    Benchmark benchmark =
        built(
            "scenario = domain-incremental",
            "base-classes = 10",
            "validation-fraction = 0.25",
            "novel { sessions = 1, shots = all }");
    Session second = benchmark.sessions().get(1);
    // The second domain takes the held-out images of the first one for training, and so on.
    Session swapped =
        new Session(
            1,
            second.classes(),
            second.earlier(),
            second.validation(),
            second.train(),
            second.test());
    assertThat(violations(benchmark, swapped))
        .contains("50 of the training images of session 1 are in another domain used otherwise");
    Session first = benchmark.sessions().get(0);
    Session again =
        new Session(
            1,
            second.classes(),
            second.earlier(),
            first.train(),
            second.validation(),
            second.test());
    assertThat(violations(benchmark, again))
        .contains("150 of the training images of session 1 are of another session's domain");
  }

  @Test
  void parityGivesPairsTheSameTwoOutputs() throws IOException {
    Benchmark benchmark =
        built(
            "scenario = domain-incremental",
            "base-classes = 2",
            "novel { sessions = 4, ways = 2, shots = all }",
            "domain-incremental.domains = parity");
    assertThat(benchmark.classes()).isEqualTo(2);
    for (Session session : benchmark.sessions()) {
      Samples train = session.train();
      assertThat(session.classes()).isEqualTo(ClassSet.range(0, 2));
      for (int i = 0; i < train.size(); i++) {
        int label = TEN.train().label(train.indices()[i]);
        assertThat(label / 2).isEqualTo(session.index());
        assertThat(train.classes()[i]).isEqualTo(label % 2);
      }
    }
    assertThat(benchmark.className(0)).isEqualTo("c0/c2/c4/c6/c8");
    assertThat(benchmark.className(1)).isEqualTo("c1/c3/c5/c7/c9");
    assertThat(LeakageAudit.of(benchmark).violations()).isEmpty();
    assertThat(LeakageAudit.of(benchmark).findings()).isEmpty();
    // Digits that were learnt before under the same numbers are a leak.
    Session first = benchmark.sessions().get(0);
    Session twice =
        new Session(
            1, first.classes(), first.classes(), first.train(), first.validation(), first.test());
    assertThat(violations(benchmark, twice))
        .contains("40 of the training images of session 1 do not have their class's label");
  }

  @Test
  void blurredClassesAreNumberedAsTheyAreSeen() throws IOException {
    Benchmark benchmark =
        built(
            "scenario = blurred",
            "base-classes = 2",
            "validation-fraction = 0.1",
            "novel { sessions = 4, ways = 2, shots = all }",
            "blurred { disjoint-percent = 50, blurry-percent = 20 }");
    int train = 0;
    int test = 0;
    ClassSet seen = ClassSet.EMPTY;
    for (Session session : benchmark.sessions()) {
      assertThat(session.earlier()).isEqualTo(seen);
      seen = session.seen();
      assertThat(seen).isEqualTo(ClassSet.range(0, seen.size()));
      ClassSet fresh = session.classes().without(session.earlier());
      assertThat(ClassSet.of(session.test().classes())).isEqualTo(fresh);
      assertThat(ClassSet.of(session.validation().classes())).isEqualTo(fresh);
      assertThat(ClassSet.of(session.train().classes())).isEqualTo(session.classes());
      train += session.train().size();
      test += session.test().size();
    }
    assertThat(seen.size()).isEqualTo(10);
    assertThat(train).isEqualTo(10 * 18);
    assertThat(test).isEqualTo(50);
    Verdict verdict = LeakageAudit.of(benchmark);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.findings()).isEmpty();
    // Whoever asks for a class only after it was seen twice hides how it was learnt.
    Session last = benchmark.sessions().get(4);
    Session late =
        new Session(
            4,
            last.classes(),
            last.earlier(),
            last.train(),
            last.validation(),
            benchmark.sessions().get(0).test());
    assertThat(violations(benchmark, late)).contains("are of classes that came before");
  }

  @Test
  void onlineIsTheSameSessionsWithOtherRules() throws IOException {
    String[] sessions = {"base-classes = 4", "novel { sessions = 3, ways = 2, shots = all }"};
    Benchmark plain = built(sessions);
    Benchmark online =
        built(
            sessions[0],
            sessions[1],
            "scenario = online",
            "online { boundaries = hidden, questions-every = 7 }");
    assertThat(online.scenario().name()).isEqualTo("online");
    assertThat(online.scenario().onePass()).isTrue();
    assertThat(online.scenario().hasBoundaries()).isFalse();
    assertThat(online.scenario().questionsEvery()).hasValue(7);
    for (int t = 0; t < 4; t++) {
      assertThat(online.sessions().get(t).train().indices())
          .isEqualTo(plain.sessions().get(t).train().indices());
    }
    Benchmark blurred =
        built(
            "base-classes = 2",
            "novel { sessions = 4, ways = 2, shots = all }",
            "scenario = online",
            "online { sessions = blurred, blurred.blurry-percent = 30 }");
    assertThat(blurred.scenario().classes()).isEqualTo(Scenario.Classes.OVERLAPPING);
    assertThat(blurred.scenario().hasBoundaries()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scenario = domain-incremental, base-classes = 10",
        "scenario = domain-incremental, base-classes = 10, domain-incremental.domains = rotated",
        "scenario = blurred, base-classes = 2, novel.ways = 2"
      })
  void theSeedAloneDecides(String line) throws IOException {
    String[] lines = {line, "novel { sessions = 4, shots = all }"};
    BenchmarkSpec spec = spec(lines);
    assertThat(Contents.of(Benchmarks.build(TEN, spec, SEEDS)))
        .isEqualTo(Contents.of(Benchmarks.build(TEN, spec, SEEDS)))
        .isNotEqualTo(Contents.of(Benchmarks.build(TEN, spec, new Seeds(5))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scenario = class | is not one of blurred, class-incremental, domain-incremental,"
            + " episodic, online, task-incremental",
        "scenario = domain-incremental, base-classes = 10, novel.ways = 5 | novel.ways = 5 has no"
            + " effect: every session has the classes of session 0 again",
        "scenario = domain-incremental, base-classes = 10, domain-incremental { domains = rotated,"
            + " rotated.angles = [1, 2] }, novel.sessions = 8 | makes 9 sessions with session 0, but there are 2 angles",
        "scenario = domain-incremental, base-classes = 10, domain-incremental { domains = rotated,"
            + " rotated { angles = [1], largest = 9 } } | largest = 9 has no effect",
        "scenario = domain-incremental, base-classes = 10, domain-incremental.permuted.padding = 65"
            + " | is not a whole number from 0 to 64",
        "scenario = domain-incremental, base-classes = 10, domain-incremental.rotated.largest = 9 |"
            + " has no effect: benchmark.domain-incremental.domains is not rotated",
        "scenario = domain-incremental, domain-incremental.domains = parity, base-classes = 2,"
            + " novel { sessions = 2, ways = 3 } | novel.ways = 3 is not base-classes = 2",
        "scenario = blurred, base-classes = 2, novel { sessions = 4, ways = 2, shots = 5 } |"
            + " shots = 5 is not all",
        "scenario = blurred, base-classes = 4, novel { sessions = 3, ways = 2, shots = all } |"
            + " ways = 2 is not base-classes = 4",
        "scenario = blurred, base-classes = 10, novel { sessions = 0, shots = all } | leaves a"
            + " single session",
        "scenario = blurred, blurred.disjoint-percent = 40, base-classes = 2, novel { sessions = 4,"
            + " ways = 2, shots = all } | disjoint-percent = 40 of 10 classes is 4, but each of 5"
            + " sessions needs one of its own",
        "scenario = online, online { sessions = blurred, blurred.disjoint-percent = 10 },"
            + " base-classes = 2, novel { sessions = 4, ways = 2, shots = all } |"
            + " online.blurred.disjoint-percent = 10 of 10 classes is 1",
        "scenario = online, online.sessions = online | is not one of",
        "blurred.blurry-percent = 5 | has no effect: benchmark.scenario is not blurred"
      })
  void contradictionsAreNamedWithTheirPlace(String line, String why) {
    assertThat(refusal(line)).contains("experiment.conf:").contains(why);
  }

  private static String violations(Benchmark benchmark, Session instead) {
    List<Session> sessions = new ArrayList<>(benchmark.sessions());
    sessions.set(instead.index(), instead);
    return String.join(
        "\n",
        LeakageAudit.of(
                new Benchmark(
                    benchmark.dataset(), benchmark.order(), benchmark.scenario(), sessions))
            .violations());
  }
}
