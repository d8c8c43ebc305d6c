package org.palimpsest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.DatasetSpec;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

class EpisodicTest {

  private static final EpisodeForm USUAL = new EpisodeForm(2, Count.of(1), Count.of(3));
  private static final Dataset DATASET = Toys.dataset(10, 8, 4);

  private static Benchmark build(Episodic scenario, long seed) {
    BenchmarkSpec spec =
        new BenchmarkSpec(
            scenario,
            DatasetSpec.named("toy"),
            ClassOrderSpec.Named.NATURAL,
            scenario.counts().orElseThrow().background(),
            new NovelSpec(0, 1, OptionalInt.empty(), Optional.empty()),
            0);
    return scenario.build(DATASET, spec, new Seeds(seed));
  }

  private static Episodic scenario(int background, int validation, int test, String... settings) {
    List<EpisodeSetting> all =
        List.of(settings).stream().map(name -> EpisodeSetting.of(name, USUAL)).toList();
    return new Episodic(
        Optional.of(new Episodic.Counts(background, validation, test)), all, 20, Optional.empty());
  }

  @Test
  void allImagesOfAClassGoWhereTheClassGoes() {
    Benchmark benchmark = build(scenario(5, 2, 3, "3w1s"), 1);
    Session session = benchmark.sessions().get(0);
    assertThat(session.train().size()).isEqualTo(5 * 12);
    assertThat(session.validation().size()).isEqualTo(2 * 12);
    assertThat(session.test().size()).isEqualTo(3 * 12);
    assertThat(ClassSet.of(session.train().classes())).isEqualTo(ClassSet.range(0, 5));
    assertThat(ClassSet.of(session.validation().classes())).isEqualTo(ClassSet.range(5, 7));
    assertThat(ClassSet.of(session.test().classes())).isEqualTo(ClassSet.range(7, 10));
    Verdict verdict = LeakageAudit.of(benchmark, session.train());
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.findings()).isEmpty();
  }

  @Test
  void equalSeedsAskEqualEpisodesWhateverElseIsAsked() {
    Benchmark one = build(scenario(5, 2, 3, "3w1s"), 4);
    Benchmark other = build(scenario(5, 2, 3, "2w5s", "3w1s"), 4);
    Benchmark another = build(scenario(5, 2, 3, "3w1s"), 5);
    boolean differs = false;
    for (int i = 0; i < 20; i++) {
      Episode episode = one.episodes().get(0).episode(i);
      Episode again = other.episodes().get(1).episode(i);
      assertThat(again.support().indices()).isEqualTo(episode.support().indices());
      assertThat(again.query().indices()).isEqualTo(episode.query().indices());
      int[] elsewhere = another.episodes().get(0).episode(i).support().indices();
      differs |= !Arrays.equals(elsewhere, episode.support().indices());
    }
    assertThat(differs).isTrue();
  }

  @Test
  void refusesMoreClassesThanThereAre() {
    assertThatThrownBy(() -> build(scenario(7, 2, 3, "2w1s"), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has 10 classes, but background = 7, validation = 2 and test = 3");
    assertThatThrownBy(() -> build(scenario(5, 2, 3, "2w10s"), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("need 13 images of each class, but class c7 has 12");
  }

  @Test
  void theAuditFindsAClassThatIsInTwoSplits() {
    Benchmark good = build(scenario(5, 2, 3, "2w1s"), 1);
    Session session = good.sessions().get(0);
    Samples leaked = session.train().of(4);
    Session bad =
        new Session(
            0,
            ClassSet.range(0, 4),
            ClassSet.EMPTY,
            session.train().at(IntStream.range(0, 60).filter(i -> i % 7 != 0).toArray()),
            session.validation().and(leaked),
            session.test());
    Benchmark benchmark =
        new Benchmark(good.dataset(), good.order(), good.scenario(), List.of(bad), List.of());
    assertThat(LeakageAudit.of(benchmark).violations()).isNotEmpty();
    Session both =
        new Session(
            0,
            session.classes(),
            ClassSet.EMPTY,
            session.train().at(IntStream.range(0, 50).toArray()),
            session.train().at(IntStream.range(50, 60).toArray()),
            session.test());
    benchmark =
        new Benchmark(good.dataset(), good.order(), good.scenario(), List.of(both), List.of());
    assertThat(LeakageAudit.of(benchmark).violations())
        .anyMatch(text -> text.contains("validation classes are learnt from or chosen by"));
  }

  @Test
  void namesOfSettingsSayWhatTheyAre() {
    assertThat(EpisodeSetting.of("20w5s1q", USUAL).form())
        .isEqualTo(new EpisodeForm(20, Count.of(5), Count.of(1)));
    assertThat(EpisodeSetting.of("5w1-10s", USUAL).form())
        .isEqualTo(new EpisodeForm(5, new Count(1, 10), Count.of(3)));
    for (String wrong : List.of("5w", "w1s", "5w1s2", "5-6w1s", "")) {
      assertThatThrownBy(() -> EpisodeSetting.of(wrong, USUAL))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void numbersThatAreDrawnForEachClassDiffer() {
    Samples pool = build(scenario(10 - 4, 0, 4, "2w1s"), 1).sessions().get(0).test();
    EpisodeForm form = new EpisodeForm(4, new Count(1, 5), new Count(2, 4), true, false, 1, 0);
    EpisodeSampler sampler = new EpisodeSampler(pool, form);
    Set<Integer> seen = new HashSet<>();
    boolean unbalanced = false;
    for (int i = 0; i < 50; i++) {
      Episode episode = sampler.draw(new Seeds(1).generator("unequal", i));
      for (int c = 0; c < 4; c++) {
        assertThat(episode.shots(c)).isBetween(1, 5);
        seen.add(episode.shots(c));
      }
      unbalanced |= IntStream.range(1, 4).anyMatch(c -> episode.shots(c) != episode.shots(0));
      assertThat(episode.unlabelled().classes()).containsExactly(0, 1, 2, 3);
      assertThat(IntStream.of(episode.images().indices()).distinct().count())
          .isEqualTo(episode.images().size());
    }
    assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertThat(unbalanced).isTrue();
  }

  @Test
  void onlyLabelledImagesAreEverLabelled() {
    Samples pool = build(scenario(6, 0, 4, "2w1s"), 1).sessions().get(0).train();
    EpisodeForm form = new EpisodeForm(3, Count.of(1), Count.of(1), false, false, 4, 2, 0.25);
    EpisodeSampler sampler = new EpisodeSampler(pool, form, new Seeds(7));
    Set<Integer> labelled = new HashSet<>();
    Set<Integer> others = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Episode episode = sampler.draw(new Seeds(1).generator("semi", i));
      IntStream.of(episode.support().indices()).forEach(labelled::add);
      IntStream.of(episode.query().indices()).forEach(labelled::add);
      IntStream.of(episode.unlabelled().indices()).forEach(others::add);
      assertThat(episode.unlabelled().size()).isEqualTo((3 + 2) * 4);
      assertThat(IntStream.of(episode.unlabelled().classes()).filter(c -> c < 0).count())
          .isEqualTo(2 * 4);
    }
    // A quarter of 12 images of 6 classes.
    assertThat(labelled).hasSize(6 * 3).doesNotContainAnyElementsOf(others);
    assertThat(others).hasSize(6 * 9);
    EpisodeForm tooMany = new EpisodeForm(3, Count.of(2), Count.of(2), false, false, 4, 2, 0.25);
    assertThatThrownBy(() -> new EpisodeSampler(pool, tooMany, new Seeds(7)))
        .hasMessageContaining("need 4 such images of each class, but class c0 has 3");
  }
}
