package org.palimpsest.method.fit;

import java.util.Iterator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.EpisodeForm;
import org.palimpsest.benchmark.EpisodeSampler;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;

/**
 * Episodes drawn from a list of images; a batch is the support, then the queries of one episode
 * after another, mostly of one alone.
 */
public final class Episodes implements Source {

  /** A checkpoint may follow each block: often enough to lose little, seldom enough to cost. */
  private static final int STEPS_PER_BLOCK = 50;

  private final Plan plan;
  private final EpisodeSampler sampler;
  private final Phase phase;

  /**
   * Which episodes.
   *
   * @param episodes 0 or more
   * @param perStep of these, 1 or more; the last step may have fewer
   * @param form of each
   */
  public record Plan(int episodes, int perStep, EpisodeForm form) {

    /** One a step. */
    public Plan(int episodes, EpisodeForm form) {
      this(episodes, 1, form);
    }

    private int steps() {
      return (episodes + perStep - 1) / perStep;
    }
  }

  /**
   * Nothing is drawn yet, but the images have to suffice: what they contradict is to be found
   * before any earlier stage is trained.
   *
   * @throws DataException naming a class with too few images
   */
  public Episodes(Plan plan, Samples pool, Phase phase) {
    this.plan = plan;
    this.sampler = new EpisodeSampler(pool, plan.form, phase.model().context().seeds());
    this.phase = phase;
  }

  @Override
  public int blocks() {
    return (plan.steps() + STEPS_PER_BLOCK - 1) / STEPS_PER_BLOCK;
  }

  @Override
  public int steps(int block) {
    return Math.min(STEPS_PER_BLOCK, plan.steps() - block * STEPS_PER_BLOCK);
  }

  @Override
  public Iterator<Batch> block(int block) {
    // The name under which they were drawn before they were a source of their own.
    RandomGenerator draw =
        phase.model().context().seeds().generator("metric-episodes", (long) block);
    int first = block * STEPS_PER_BLOCK;
    return IntStream.range(first, first + steps(block))
        .mapToObj(step -> batch(step, draw))
        .iterator();
  }

  private Batch batch(int step, RandomGenerator draw) {
    int count = Math.min(plan.perStep, plan.episodes - step * plan.perStep);
    return Batch.of(IntStream.range(0, count).mapToObj(i -> sampler.draw(draw)).toList());
  }

  @Override
  public String text() {
    return plan.toString();
  }
}
