package org.palimpsest.method.fit;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.palimpsest.data.Samples;

/**
 * Passes over a list of images, each in a new order, perhaps with replayed images beside each batch
 * of new ones. A block is a pass, or a number of steps.
 */
public final class Epochs implements Source {

  private final Plan plan;
  private final Samples samples;
  private final Phase phase;
  private final FitSpec spec;

  /**
   * How the images are gone through.
   *
   * @param epochs passes, 0 or more
   * @param iterations steps in place of passes
   * @param batchSize new images a step, 1 or more
   * @param dropsLast whether a pass leaves out a last batch that is not full
   * @param stepsPerBlock empty for a pass a block
   * @param replayed stored images beside each batch, 0 for none
   */
  public record Plan(
      int epochs,
      OptionalInt iterations,
      int batchSize,
      boolean dropsLast,
      OptionalInt stepsPerBlock,
      int replayed) {}

  /** Over these samples, in a session's stage. */
  public Epochs(Plan plan, Samples samples, Phase phase, FitSpec spec) {
    this.plan = plan;
    this.samples = samples;
    this.phase = phase;
    this.spec = spec;
  }

  private int stepsPerEpoch() {
    int size = samples.size();
    boolean drops = plan.dropsLast && size >= plan.batchSize;
    return drops ? size / plan.batchSize : (size + plan.batchSize - 1) / plan.batchSize;
  }

  private long steps() {
    return plan.iterations.isPresent()
        ? plan.iterations.getAsInt()
        : (long) plan.epochs * stepsPerEpoch();
  }

  private int stepsPerBlock() {
    return plan.stepsPerBlock.orElse(stepsPerEpoch());
  }

  @Override
  public int blocks() {
    return samples.size() == 0
        ? 0
        : Math.toIntExact((steps() + stepsPerBlock() - 1) / stepsPerBlock());
  }

  @Override
  public int steps(int block) {
    long first = (long) block * stepsPerBlock();
    return (int) Math.min(stepsPerBlock(), steps() - first);
  }

  @Override
  public boolean endsPass(int block) {
    long first = (long) block * stepsPerBlock();
    return first / stepsPerEpoch() < (first + steps(block)) / stepsPerEpoch();
  }

  @Override
  public Iterator<Batch> block(int block) {
    long first = (long) block * stepsPerBlock();
    RandomGenerator replay = spec.generator(phase, "replay", block);
    return new Iterator<>() {
      private final int count = steps(block);
      private int next;
      private long epoch = -1;
      private int[] order = {};

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public Batch next() {
        if (next >= count) {
          throw new NoSuchElementException();
        }
        long step = first + next++;
        long pass = step / stepsPerEpoch();
        if (pass != epoch) {
          epoch = pass;
          order =
              Shuffle.of(samples.size(), spec.generator(phase, "shuffle", Math.toIntExact(pass)));
        }
        int start = (int) (step % stepsPerEpoch()) * plan.batchSize;
        int end = Math.min(order.length, start + plan.batchSize);
        return with(samples.at(Arrays.copyOfRange(order, start, end)), (int) pass, replay);
      }
    };
  }

  private Batch with(Samples fresh, int pass, RandomGenerator random) {
    if (plan.replayed == 0 || phase.memory().isEmpty() || phase.memory().get().size() == 0) {
      return new Batch(fresh, pass);
    }
    var memory = phase.memory().get();
    int[] slots = memory.draw(plan.replayed, random);
    return new Batch(
        fresh.and(memory.samples(samples, slots)), fresh.size(), slots, pass, List.of());
  }

  @Override
  public String text() {
    return plan.toString();
  }
}
