package org.palimpsest.method.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.DataException;
import org.palimpsest.data.ImageSet;
import org.palimpsest.data.Normalization;
import org.palimpsest.data.Samples;
import org.palimpsest.method.tuning.PseudoIncremental.Asked;
import org.palimpsest.tensor.Seeds;

class PseudoIncrementalTest {

  private static final int CLASSES = 5;
  private static final int IMAGES = 10;

  /** Six images of each class to be learnt, two held out, two to be tested with. */
  private static Session base() {
    int[] labels = IntStream.range(0, CLASSES * IMAGES).map(i -> i / IMAGES).toArray();
    ImageSet set =
        new ImageSet(new byte[labels.length], labels, 1, 1, 1, List.of("a", "b", "c", "d", "e"));
    return Session.ofRange(
        0, 0, CLASSES, samples(set, 0, 6), samples(set, 6, 8), samples(set, 8, 10));
  }

  private static Samples samples(ImageSet set, int from, int to) {
    int[] indices =
        IntStream.range(0, CLASSES * IMAGES)
            .filter(i -> i % IMAGES >= from && i % IMAGES < to)
            .toArray();
    int[] classes = IntStream.of(indices).map(i -> i / IMAGES).toArray();
    return new Samples(set, indices, classes, Normalization.identity(1));
  }

  @Test
  void cutsSessionZeroIntoABaseSessionAndNovelOnes() {
    PseudoIncremental plan = new PseudoIncremental(2, 3, 1, 4, Asked.EVERY_SESSION);
    List<Session> sessions = plan.cut(base(), new Seeds(1));
    assertThat(plan.classes()).isEqualTo(5);
    assertThat(sessions).hasSize(4);
    assertThat(sessions).extracting(session -> session.train().size()).containsExactly(12, 4, 4, 4);
    assertThat(sessions)
        .extracting(session -> session.validation().size())
        .containsExactly(4, 2, 2, 2);
    assertThat(sessions.get(2).classes()).isEqualTo(ClassSet.range(3, 4));
    assertThat(sessions.get(2).earlier()).isEqualTo(ClassSet.range(0, 3));
    assertThat(sessions.get(2).train().classes()).containsOnly(3);
    Set<Integer> drawn = new HashSet<>();
    IntStream.of(sessions.get(2).train().indices()).forEach(drawn::add);
    assertThat(drawn).hasSize(4).allMatch(i -> i >= 30 && i < 36);
  }

  @Test
  void looksAtNoTestImageAndLearnsFromNoHeldOutOne() {
    for (Session session :
        new PseudoIncremental(2, 1, 3, 6, Asked.LAST_SESSION).cut(base(), new Seeds(2))) {
      assertThat(session.test().size()).isZero();
      assertThat(IntStream.of(session.train().indices())).allMatch(i -> i % IMAGES < 6);
      assertThat(IntStream.of(session.validation().indices()))
          .allMatch(i -> i % IMAGES == 6 || i % IMAGES == 7);
    }
  }

  @Test
  void shotsAreDrawnBySeed() {
    PseudoIncremental plan = new PseudoIncremental(1, 1, 4, 3, Asked.LAST_SESSION);
    int[] one = plan.cut(base(), new Seeds(1)).get(1).train().indices();
    assertThat(plan.cut(base(), new Seeds(1)).get(1).train().indices()).isEqualTo(one);
    assertThat(plan.cut(base(), new Seeds(2)).get(1).train().indices()).isNotEqualTo(one);
  }

  @Test
  void aClassWithTooFewImagesIsNamed() {
    PseudoIncremental plan = new PseudoIncremental(3, 2, 1, 7, Asked.LAST_SESSION);
    assertThatThrownBy(() -> plan.cut(base(), new Seeds(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("class \"d\" of session 0 has 6 training images");
  }

  @Test
  void aClassWithNoImageToLearnFromIsNamedByThoseHeldOut() {
    Session base = base();
    Samples train = base.train();
    int[] others = IntStream.range(0, train.size()).filter(i -> train.classes()[i] != 3).toArray();
    Session session =
        Session.ofRange(0, 0, CLASSES, train.at(others), base.validation(), base.test());
    PseudoIncremental plan = new PseudoIncremental(3, 2, 1, 1, Asked.LAST_SESSION);
    assertThatThrownBy(() -> plan.cut(session, new Seeds(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("class \"d\" of session 0 has 0 training images");
  }
}
