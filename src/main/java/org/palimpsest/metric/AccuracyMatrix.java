package org.palimpsest.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many test images of each session's own classes were classified right after each session:
 * {@code R[t][j] = correct(t, j) / total(j)}, where {@code t} is the session learnt last and {@code
 * j} the session whose classes are tested, always among all classes seen after {@code t}.
 *
 * <p>Counts are integers, hence weighted totals are exact. Rows below the last learnt session need
 * not exist yet: a matrix of a run that is still going is as good as a finished one. A row may go
 * beyond its diagonal, {@code j > t}, if the learner can score classes it has not learnt; only
 * {@link ForwardTransfer} looks there.
 *
 * <p>Immutable.
 */
public final class AccuracyMatrix {

  /** Of a run that has learnt nothing. */
  public static final AccuracyMatrix EMPTY = new AccuracyMatrix(new int[0][], new int[0]);

  private final int[][] correct;
  private final int[] totals;

  private AccuracyMatrix(int[][] correct, int[] totals) {
    this.correct = correct;
    this.totals = totals;
  }

  /**
   * A matrix whose sessions have equally many test images.
   *
   * @param correct row {@code t} holds {@code correct(t, 0) .. correct(t, t)}, or more
   * @param total test images of each session, at least 1
   * @throws IllegalArgumentException if a row is too short or a count is impossible
   */
  public static AccuracyMatrix of(int[][] correct, int total) {
    int longest = Arrays.stream(correct).mapToInt(row -> row.length).max().orElse(0);
    int[] totals = new int[longest];
    Arrays.fill(totals, total);
    return of(correct, totals);
  }

  /**
   * A matrix of sessions with test sets of their own sizes.
   *
   * @param correct row {@code t} holds {@code correct(t, 0) .. correct(t, t)}, or more
   * @param totals test images by session, each at least 1
   * @throws IllegalArgumentException if a row is too short or a count is impossible
   */
  public static AccuracyMatrix of(int[][] correct, int[] totals) {
    AccuracyMatrix matrix = EMPTY;
    for (int[] row : correct) {
      if (row.length > totals.length) {
        throw new IllegalArgumentException(
            "row %d has %d counts, but there are totals of %d sessions only"
                .formatted(matrix.sessions(), row.length, totals.length));
      }
      matrix = matrix.plus(row, Arrays.copyOf(totals, row.length));
    }
    return matrix;
  }

  /**
   * This matrix and the counts after one more session.
   *
   * @param correctBySession right answers by tested session, the new one included
   * @param totalBySession test images by tested session, in agreement with earlier rows
   * @throws IllegalArgumentException naming the count that cannot be
   */
  public AccuracyMatrix plus(int[] correctBySession, int[] totalBySession) {
    int session = correct.length;
    if (correctBySession.length < session + 1) {
      throw new IllegalArgumentException(
          "after session %d at least %d sessions are tested, got %d"
              .formatted(session, session + 1, correctBySession.length));
    }
    if (totalBySession.length != correctBySession.length) {
      throw new IllegalArgumentException(
          "%d counts of right answers but %d totals"
              .formatted(correctBySession.length, totalBySession.length));
    }
    for (int j = 0; j < correctBySession.length; j++) {
      int total = totalBySession[j];
      if (total < 1) {
        throw new IllegalArgumentException(
            "session %d has %d test images, expected at least 1".formatted(j, total));
      }
      if (j < totals.length && totals[j] != total) {
        throw new IllegalArgumentException(
            "session %d had %d test images before, now %d".formatted(j, totals[j], total));
      }
      if (correctBySession[j] < 0 || correctBySession[j] > total) {
        throw new IllegalArgumentException(
            "%d right answers out of %d after session %d on session %d"
                .formatted(correctBySession[j], total, session, j));
      }
    }
    int[][] rows = Arrays.copyOf(correct, session + 1);
    rows[session] = correctBySession.clone();
    int[] known = totalBySession.length > totals.length ? totalBySession.clone() : totals;
    return new AccuracyMatrix(rows, known);
  }

  /**
   * This matrix and the counts after one more session, grouped by the sessions that brought the
   * classes, however many each brought.
   *
   * @param confusion of the test images of all classes seen
   * @param classesBySession how many classes each session so far brought, the new one included
   * @throws IllegalArgumentException if they do not add up to the confusion matrix's classes
   */
  public AccuracyMatrix plus(ConfusionMatrix confusion, int[] classesBySession) {
    int classes = IntStream.of(classesBySession).sum();
    if (classes != confusion.classes()) {
      throw new IllegalArgumentException(
          "sessions brought %d classes, the confusion matrix has %d"
              .formatted(classes, confusion.classes()));
    }
    int[] right = new int[classesBySession.length];
    int[] total = new int[classesBySession.length];
    int trueClass = 0;
    for (int j = 0; j < classesBySession.length; j++) {
      for (int end = trueClass + classesBySession[j]; trueClass < end; trueClass++) {
        right[j] += confusion.count(trueClass, trueClass);
        total[j] += confusion.total(trueClass);
      }
    }
    return plus(right, total);
  }

  /** The matrix as it was after a session. */
  public AccuracyMatrix upTo(int session) {
    require(session, correct.length, "session");
    return new AccuracyMatrix(Arrays.copyOf(correct, session + 1), totals);
  }

  /** How many sessions have been learnt; rows. */
  public int sessions() {
    return correct.length;
  }

  /** The session learnt last, -1 if none. */
  public int last() {
    return correct.length - 1;
  }

  /** How many sessions were tested after a session, at least {@code after + 1}. */
  public int tested(int after) {
    require(after, correct.length, "session");
    return correct[after].length;
  }

  /** Right answers on a session's test images after a session. */
  public int correct(int after, int testedSession) {
    require(testedSession, tested(after), "tested session");
    return correct[after][testedSession];
  }

  /** Test images of a session's classes. */
  public int total(int testedSession) {
    require(testedSession, totals.length, "tested session");
    return totals[testedSession];
  }

  /** {@code R[after][testedSession]}, in [0, 1]. */
  public double accuracy(int after, int testedSession) {
    return correct(after, testedSession) / (double) total(testedSession);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccuracyMatrix matrix
        && Arrays.deepEquals(correct, matrix.correct)
        && Arrays.equals(totals, matrix.totals);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(correct) + Arrays.hashCode(totals);
  }

  @Override
  public String toString() {
    return "AccuracyMatrix[correct=%s, totals=%s]"
        .formatted(Arrays.deepToString(correct), Arrays.toString(totals));
  }

  private static void require(int index, int size, String name) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          "%s %d does not exist; there are %d".formatted(name, index, size));
    }
  }
}
