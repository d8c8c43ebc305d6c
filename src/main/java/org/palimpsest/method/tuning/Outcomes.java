package org.palimpsest.method.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Purpose;

/** What the trials so far came to: all that a search goes by. */
final class Outcomes implements Keeps {

  static final String NAME = "tuning.outcomes";

  private static final int WIDTH = 3;

  /** Right answers among held-out images of one trial. */
  record Outcome(int session, long correct, long total) {}

  private final List<Outcome> all = new ArrayList<>();

  /** Of the trial that is under way. */
  private long correct;

  private long total;

  /** Answers within a trial. */
  void count(long right, long asked) {
    correct += right;
    total += asked;
  }

  /** A trial is over; says what share of all its answers was right. */
  double finish(int session) {
    all.add(new Outcome(session, correct, total));
    correct = 0;
    total = 0;
    return accuracy(all.get(all.size() - 1));
  }

  private static double accuracy(Outcome outcome) {
    return outcome.correct / (double) outcome.total;
  }

  /** The trials ahead of a session, the first one first. */
  List<Outcome> ahead(int session) {
    return all.stream().filter(outcome -> outcome.session == session).toList();
  }

  /** Accuracies of the trials ahead of a session, the first trial first. */
  List<Double> of(int session) {
    return ahead(session).stream().map(Outcomes::accuracy).toList();
  }

  /** Sessions that had a trial, ascending. */
  List<Integer> sessions() {
    return all.stream().map(Outcome::session).distinct().sorted().toList();
  }

  @Override
  public List<Kept> kept() {
    long[] numbers = new long[3 + WIDTH * all.size()];
    numbers[0] = all.size();
    for (int i = 0; i < all.size(); i++) {
      numbers[1 + WIDTH * i] = all.get(i).session;
      numbers[2 + WIDTH * i] = all.get(i).correct;
      numbers[3 + WIDTH * i] = all.get(i).total;
    }
    numbers[numbers.length - 2] = correct;
    numbers[numbers.length - 1] = total;
    return List.of(new Kept(NAME, Nd4j.createFromArray(numbers), Purpose.HEAD));
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    INDArray found = saved.get(NAME);
    if (found == null) {
      throw new IllegalArgumentException("the saved state has no " + NAME);
    }
    all.clear();
    for (int i = 0; i < found.getLong(0); i++) {
      int at = 1 + WIDTH * i;
      all.add(new Outcome((int) found.getLong(at), found.getLong(at + 1), found.getLong(at + 2)));
    }
    correct = found.getLong(found.length() - 2);
    total = found.getLong(found.length() - 1);
  }
}
