package org.palimpsest.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one subject reached at one piece of work.
 *
 * @param work such as {@code training conv4, batch 64}
 * @param unit of the rates, such as {@code images/s}
 * @param subject its name
 * @param rates one for each counted round
 * @param ratio median over the rounds of the first subject's rate by this one's; 1 for the first
 */
record Timing(String work, String unit, String subject, List<Double> rates, double ratio) {

  Timing {
    rates = List.copyOf(rates);
  }

  /** All subjects in turn, round by round; the first round only warms them up. */
  static List<Timing> compete(String work, String unit, List<Subject> subjects, int rounds)
      throws IOException {
    double[][] rates = new double[subjects.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      for (int s = 0; s < rates.length; s++) {
        double rate = subjects.get(s).units() / subjects.get(s).round().seconds();
        if (round >= 0) {
          rates[s][round] = rate;
        }
      }
    }
    List<Timing> timings = new ArrayList<>();
    for (int s = 0; s < rates.length; s++) {
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        ratios[round] = rates[0][round] / rates[s][round];
      }
      List<Double> all = Arrays.stream(rates[s]).boxed().toList();
      timings.add(new Timing(work, unit, subjects.get(s).name(), all, median(ratios)));
    }
    return timings;
  }

  double minimum() {
    return rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double median() {
    return median(rates.stream().mapToDouble(Double::doubleValue).toArray());
  }

  double maximum() {
    return rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
