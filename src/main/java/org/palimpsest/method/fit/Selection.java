package org.palimpsest.method.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.method.Progress;
import org.palimpsest.method.Stage;
import org.palimpsest.tensor.Keeps;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;

/**
 * A stage of training whose best moment is kept: every few blocks the model answers validation
 * episodes, or images that its session holds out, and at the end it goes back to where it answered
 * them best. Training may end early when that was long ago. What is held out chooses, test images
 * never do.
 */
public final class Selection implements Stage {

  private final Stage training;
  private final Choice choice;
  private final Look look;
  private final Book book;

  /** By what the best moment is chosen. */
  public enum By {
    /** Share of right answers. */
    ACCURACY,
    /** Mean cross-entropy of the queries. */
    LOSS
  }

  /**
   * How the best moment is chosen.
   *
   * @param every so many blocks it is looked for, 1 or more
   * @param patience so many looks without a better one end the training; 0 for never
   */
  public record Choice(By by, int every, int patience) {}

  /** How it is told how good a moment is. */
  public interface Look {

    /**
     * Looks at the model as it is.
     *
     * @param measured what the block that is over has measured
     * @return empty where there is nothing to be seen
     */
    Optional<Seen> after(Map<String, Double> measured);

    /** Whether it is part of the training itself, so that other runs may take over the outcome. */
    default boolean isMeasuredInTraining() {
      return false;
    }
  }

  /** Looks at what training measures on the images that its session holds out. */
  public enum HeldOutImages implements Look {
    LOOK;

    @Override
    public Optional<Seen> after(Map<String, Double> measured) {
      Double accuracy = measured.get(HeldOut.ACCURACY);
      Double loss = measured.get(HeldOut.LOSS);
      return accuracy == null || loss == null
          ? Optional.empty()
          : Optional.of(new Seen(accuracy, loss));
    }

    @Override
    public boolean isMeasuredInTraining() {
      return true;
    }
  }

  /**
   * What a look at held-out episodes or images saw.
   *
   * @param accuracy share of right answers
   * @param loss mean cross-entropy of the queries, in nats
   */
  public record Seen(double accuracy, double loss) {
    double score(By by) {
      return by == By.ACCURACY ? accuracy : -loss;
    }
  }

  /**
   * A stage with a choice of its moment.
   *
   * @param look at the model as it is
   * @param book where the best is kept
   */
  public Selection(Stage training, Choice choice, Look look, Book book) {
    this.training = training;
    this.choice = choice;
    this.look = look;
    this.book = book;
  }

  @Override
  public String name() {
    return training.name();
  }

  @Override
  public int blocks() {
    return training.blocks();
  }

  @Override
  public boolean isTraining() {
    return training.isTraining();
  }

  @Override
  public Map<String, Double> run(int block, Progress progress) {
    if (block == 0) {
      book.clear();
    }
    Map<String, Double> measured = new LinkedHashMap<>(training.run(block, progress));
    boolean last = block == training.blocks() - 1;
    if (last || (block + 1) % choice.every == 0) {
      Optional<Seen> found = look.after(measured);
      found.ifPresent(
          seen -> {
            measured.put(HeldOut.ACCURACY, seen.accuracy());
            measured.put(HeldOut.LOSS, seen.loss());
            book.note(seen, choice.by, training.changes());
          });
    }
    if (last || isOver()) {
      book.takeBest(training.changes());
    }
    return measured;
  }

  @Override
  public boolean isOver() {
    return choice.patience > 0 && book.looksSinceBest >= choice.patience;
  }

  @Override
  public Optional<String> reuseKey() {
    return look.isMeasuredInTraining()
        ? training.reuseKey().map(key -> key + "\n" + choice)
        : Optional.empty();
  }

  @Override
  public Keeps changes() {
    return training.changes();
  }

  /** The best state so far, and what it was; part of a learner's state. */
  public static final class Book implements Keeps {

    private static final String BEST = "best";
    private static final String NUMBERS = "numbers";

    private int looks;
    private int looksSinceBest;
    private Seen best = new Seen(0, 0);
    private final Map<String, INDArray> state = new LinkedHashMap<>();

    /** Share of validation queries that the chosen model answers rightly; empty if none was. */
    public OptionalDouble accuracy() {
      return looks == 0 ? OptionalDouble.empty() : OptionalDouble.of(best.accuracy);
    }

    private void clear() {
      looks = 0;
      looksSinceBest = 0;
      state.clear();
    }

    private void note(Seen seen, By by, Keeps now) {
      if (looks++ > 0 && seen.score(by) <= best.score(by)) {
        looksSinceBest++;
        return;
      }
      looksSinceBest = 0;
      best = seen;
      state.clear();
      now.kept().forEach(kept -> state.put(kept.name(), kept.array().dup()));
    }

    private void takeBest(Keeps now) {
      if (looks > 0) {
        now.restore(state);
        state.clear();
      }
    }

    @Override
    public List<Kept> kept() {
      if (looks == 0) {
        return List.of();
      }
      double[] numbers = {looks, looksSinceBest, best.accuracy, best.loss};
      List<Kept> all = new ArrayList<>();
      all.add(new Kept(NUMBERS, Nd4j.createFromArray(numbers), Purpose.MOMENTS));
      state.forEach((name, array) -> all.add(new Kept(BEST + "." + name, array, Purpose.MOMENTS)));
      return all;
    }

    @Override
    public void restore(Map<String, INDArray> saved) {
      clear();
      if (!saved.isEmpty()) {
        double[] numbers = new double[4];
        INDArray found = Nd4j.createFromArray(numbers);
        KeptArrays.assign(found, saved, NUMBERS);
        Arrays.setAll(numbers, found::getDouble);
        looks = (int) numbers[0];
        looksSinceBest = (int) numbers[1];
        best = new Seen(numbers[2], numbers[3]);
        KeptArrays.under(BEST, saved).forEach((name, array) -> state.put(name, array.dup()));
      }
    }
  }
}
