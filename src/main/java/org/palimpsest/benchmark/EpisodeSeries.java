package org.palimpsest.benchmark;

import java.util.Objects;
import java.util.function.IntFunction;
import org.palimpsest.data.Samples;
import org.palimpsest.tensor.Seeds;

/**
 * Episodes that are asked, the same at every call. Episode {@code i} depends on the seed, the pool
 * and the setting alone: the first 600 of 1,000 are the 600, and other settings change nothing.
 *
 * @param setting their name
 * @param size how many
 * @param maker of the episode at each place
 */
public record EpisodeSeries(String setting, int size, IntFunction<Episode> maker) {

  /**
   * Drawn by seed.
   *
   * @param purpose that they are drawn for, such as {@code test-episodes}
   * @param pool of the images
   * @throws org.palimpsest.data.DataException if the pool does not suffice
   */
  public static EpisodeSeries drawn(
      String purpose, EpisodeSetting setting, int size, Samples pool, Seeds seeds) {
    EpisodeSampler sampler = new EpisodeSampler(pool, setting.form());
    String name = purpose + "-" + setting.name();
    return new EpisodeSeries(
        setting.name(), size, i -> sampler.draw(seeds.generator(name, (long) i)));
  }

  /** One of them. */
  public Episode episode(int i) {
    return maker.apply(Objects.checkIndex(i, size));
  }
}
