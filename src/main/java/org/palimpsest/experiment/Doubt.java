package org.palimpsest.experiment;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells losses that no training has that works. They are finite, so that the run goes on, but its
 * numbers say nothing about the method.
 */
public final class Doubt {

  /**
   * A cross-entropy over a million classes begins at 14 and a reconstruction error at 1; penalties
   * that hold weights in place come to hundreds.
   */
  static final double GREATEST_LOSS = 1e4;

  private Doubt() {}

  /**
   * What is to be doubted about a block of a stage, if anything.
   *
   * @param stage its name
   * @param block number of the block, from 0
   */
  public static Optional<String> of(String stage, int block, Map<String, Double> measures) {
    return measures.entrySet().stream()
        .filter(measure -> measure.getKey().equals("loss") || measure.getKey().endsWith("_loss"))
        .filter(measure -> Math.abs(measure.getValue()) > GREATEST_LOSS)
        .findFirst()
        .map(
            measure ->
                String.format(
                    Locale.ROOT,
                    "%s of stage %s is %.3g after block %d: training has diverged; lower the learning"
                        + " rate or clip gradients",
                    measure.getKey(),
                    stage,
                    measure.getValue(),
                    block + 1));
  }
}
