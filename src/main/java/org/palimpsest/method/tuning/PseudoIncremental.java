package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.benchmark.Session;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;
import org.palimpsest.method.fit.Shuffle;
import org.palimpsest.tensor.Require;
import org.palimpsest.tensor.Seeds;

/**
 * An incremental experiment within session 0: some of its classes are learnt as a base session, the
 * others join as novel ones with a few of their training images each, and the held-out images of
 * all are asked about. Nothing of a later session is looked at, and no test image.
 *
 * @param baseClasses classes of the pseudo base session
 * @param sessions pseudo novel sessions, at least 1
 * @param ways classes of each of them
 * @param shots training images of each of these classes
 * @param asked after which of these sessions the held-out images count
 */
public record PseudoIncremental(int baseClasses, int sessions, int ways, int shots, Asked asked) {

  private static final int[] NONE = {};

  /** After which sessions. */
  public enum Asked {
    /** After each: accuracy over the whole course counts. */
    EVERY_SESSION,
    /** After the last only. */
    LAST_SESSION
  }

  public PseudoIncremental {
    Require.atLeast(1, baseClasses, "base-classes");
    Require.atLeast(1, sessions, "sessions");
    Require.atLeast(1, ways, "ways");
    Require.atLeast(1, shots, "shots");
  }

  /** Classes of session 0 that it needs. */
  public int classes() {
    return baseClasses + sessions * ways;
  }

  /**
   * Cuts a session into these, the classes in their order, the shots drawn by seed.
   *
   * @param session with training and held-out images of {@link #classes} classes at least
   */
  List<Session> cut(Session session, Seeds seeds) {
    List<Integer> numbers = session.classes().numbers();
    List<Session> all = new ArrayList<>();
    int first = 0;
    for (int t = 0; t <= sessions; t++) {
      int count = t == 0 ? baseClasses : ways;
      Samples train = session.train().at(NONE);
      Samples held = session.validation().at(NONE);
      for (int c = first; c < first + count; c++) {
        int number = numbers.get(c);
        Samples own = session.train().of(number);
        train =
            train.and(
                t == 0
                    ? own
                    : drawn(own, name(session, number), seeds.generator("pseudo-shots", number)));
        held = held.and(session.validation().of(number));
      }
      all.add(
          new Session(
              t,
              ClassSet.range(first, first + count),
              ClassSet.range(0, first),
              train,
              held,
              session.test().at(NONE)));
      first += count;
    }
    return all;
  }

  /** What a class of a session is called, where an image of it is left to say so. */
  private static String name(Session session, int number) {
    return Stream.of(session.train(), session.validation(), session.test())
        .map(samples -> samples.of(number))
        .filter(own -> own.size() > 0)
        .findFirst()
        .map(own -> own.images().classNames().get(own.images().label(own.indices()[0])))
        .orElse("number " + number);
  }

  private Samples drawn(Samples own, String name, RandomGenerator random) {
    if (own.size() < shots) {
      throw new DataException(
          "tuning.pseudo-incremental.shots = %d, but class \"%s\" of session 0 has %d training images"
              .formatted(shots, name, own.size()));
    }
    int[] chosen = Arrays.copyOf(Shuffle.of(own.size(), random), shots);
    Arrays.sort(chosen);
    return own.at(chosen);
  }
}
