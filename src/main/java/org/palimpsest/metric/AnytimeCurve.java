package org.palimpsest.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How many test images of each group of questions were classified right while a run was learning:
 * {@code A[n][j]} is the accuracy on group {@code j} after {@code n} training steps. Where a run
 * asks every few steps, this shows what an {@link AccuracyMatrix} hides: accuracy that drops when a
 * session begins and comes back before it ends.
 *
 * <p>The last point of a session is its end; at least one must be there for each session that has
 * points. Counts are integers. Immutable.
 *
 * @param points in the order of their steps
 */
public record AnytimeCurve(List<Point> points) {

  /** Of a run that asked nothing while it learnt. */
  public static final AnytimeCurve EMPTY = new AnytimeCurve(List.of());

  /**
   * What was measured at one moment.
   *
   * @param session that is being learnt, from 0
   * @param step training steps, or images, since the run began; at least 1
   * @param correct right answers by group, group 0 first; the groups asked at this moment, which
   *     include all of sessions {@code 0 .. session}
   * @param totals test images by group, each at least 1
   */
  public record Point(int session, long step, List<Integer> correct, List<Integer> totals) {

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException naming the count that cannot be
     */
    public Point {
      correct = List.copyOf(correct);
      totals = List.copyOf(totals);
      if (session < 0 || step < 1) {
        throw new IllegalArgumentException(
            "a point at step %d of session %d".formatted(step, session));
      }
      if (correct.size() != totals.size() || correct.size() <= session) {
        throw new IllegalArgumentException(
            "at step %d of session %d %d counts of right answers and %d totals; expected at least %d"
                .formatted(step, session, correct.size(), totals.size(), session + 1));
      }
      for (int j = 0; j < totals.size(); j++) {
        if (totals.get(j) < 1 || correct.get(j) < 0 || correct.get(j) > totals.get(j)) {
          throw new IllegalArgumentException(
              "%d right answers out of %d at step %d on group %d"
                  .formatted(correct.get(j), totals.get(j), step, j));
        }
      }
    }

    /** {@code A[step][group]}, in [0, 1]. */
    public double accuracy(int group) {
      return correct.get(group) / (double) totals.get(group);
    }

    /** Over all groups asked, each image counted once, in [0, 1]. */
    public double accuracy() {
      long right = 0;
      long all = 0;
      for (int j = 0; j < totals.size(); j++) {
        right += correct.get(j);
        all += totals.get(j);
      }
      return right / (double) all;
    }
  }

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if steps do not ascend, sessions descend or leave one out, or
   *     a group changes its size
   */
  public AnytimeCurve {
    points = List.copyOf(points);
    for (int i = 1; i < points.size(); i++) {
      Point before = points.get(i - 1);
      Point now = points.get(i);
      int sessions = now.session() - before.session();
      if (now.step() <= before.step() || sessions < 0 || sessions > 1) {
        throw new IllegalArgumentException(
            "step %d of session %d follows step %d of session %d"
                .formatted(now.step(), now.session(), before.step(), before.session()));
      }
      for (int j = 0; j < Math.min(before.totals().size(), now.totals().size()); j++) {
        if (!before.totals().get(j).equals(now.totals().get(j))) {
          throw new IllegalArgumentException(
              "group %d had %d test images before step %d, now %d"
                  .formatted(j, before.totals().get(j), now.step(), now.totals().get(j)));
        }
      }
    }
    if (!points.isEmpty() && points.get(0).session() != 0) {
      throw new IllegalArgumentException(
          "the first point is of session %d, expected 0".formatted(points.get(0).session()));
    }
  }

  /** This curve and one point more. */
  public AnytimeCurve plus(Point point) {
    List<Point> more = new ArrayList<>(points);
    more.add(point);
    return new AnytimeCurve(more);
  }

  /** The curve as it was after a session. */
  public AnytimeCurve upTo(int session) {
    return new AnytimeCurve(points.stream().filter(point -> point.session() <= session).toList());
  }

  /** The session learnt last, -1 if nothing was asked. */
  public int last() {
    return points.isEmpty() ? -1 : points.get(points.size() - 1).session();
  }

  /** A group's accuracy at the end of a session, which is its last point; in [0, 1]. */
  double atEndOf(int session, int group) {
    return points.stream()
        .filter(point -> point.session() == session)
        .reduce((first, second) -> second)
        .orElseThrow()
        .accuracy(group);
  }

  /**
   * The lowest accuracy of a group over the points of sessions {@code first .. last}, in [0, 1];
   * empty if there are none.
   */
  OptionalDouble lowest(int group, int first, int last) {
    return points.stream()
        .filter(point -> point.session() >= first && point.session() <= last)
        .mapToDouble(point -> point.accuracy(group))
        .min();
  }
}
