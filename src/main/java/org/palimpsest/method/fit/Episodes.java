package org.palimpsest.method.fit;

import java.util.Iterator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.benchmark.EpisodeForm;
import org.palimpsest.benchmark.EpisodeSampler;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Samples;

/** Episodes drawn from a list of images; a batch is one episode's support, then its queries. */
public final class Episodes implements Source {

  /** A checkpoint may follow each block: often enough to lose little, seldom enough to cost. */
  private static final int EPISODES_PER_BLOCK = 50;

  private final Plan plan;
  private final EpisodeSampler sampler;
  private final Phase phase;

  /**
   * Which episodes.
   *
   * @param episodes 0 or more
   * @param form of each
   */
  public record Plan(int episodes, EpisodeForm form) {}

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
    return (plan.episodes + EPISODES_PER_BLOCK - 1) / EPISODES_PER_BLOCK;
  }

  @Override
  public int steps(int block) {
    return Math.min(EPISODES_PER_BLOCK, plan.episodes - block * EPISODES_PER_BLOCK);
  }

  @Override
  public Iterator<Batch> block(int block) {
    // The name under which they were drawn before they were a source of their own.
    RandomGenerator draw =
        phase.model().context().seeds().generator("metric-episodes", (long) block);
    return IntStream.range(0, steps(block)).mapToObj(i -> Batch.of(sampler.draw(draw))).iterator();
  }

  @Override
  public String text() {
    return plan.toString();
  }
}
