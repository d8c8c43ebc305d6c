package org.palimpsest.method.tuning;

import java.util.List;
import java.util.Map;
import org.palimpsest.tensor.Require;

/**
 * The continual hyper-parameter framework for one session after the first. Plain finetuning, which
 * is the method with strength 0, is tried with each learning rate; the best accuracy on the new
 * session is what plasticity can reach. Then the method is tried with that rate and a strength that
 * begins high and decays until its accuracy on the new session is within a margin of that. Earlier
 * sessions' images are never asked for.
 *
 * <p>Source: De Lange et al., "A continual learning survey: Defying forgetting in classification
 * tasks", TPAMI 2021, algorithm 1; with the values of FACIL (Masana et al., TPAMI 2023) a margin of
 * 0.2, a decay of 0.5 and 7 decays.
 *
 * @param rateKey the learner's key of the learning rate
 * @param rates at least one, tried in this order
 * @param strengthKey the learner's key of what keeps it from forgetting
 * @param start the strength that is tried first, above 0
 * @param decay what it is multiplied with, in (0, 1)
 * @param margin share of plasticity's accuracy that may be given up, in [0, 1]
 * @param decays how often at most, at least 0
 */
public record StabilityDecay(
    String rateKey,
    List<Double> rates,
    String strengthKey,
    double start,
    double decay,
    double margin,
    int decays)
    implements Search {

  public StabilityDecay {
    rates = List.copyOf(rates);
    Require.atLeast(1, rates.size(), "rates");
    Require.within(Double.MIN_VALUE, Double.MAX_VALUE, start, "start");
    Require.within(Double.MIN_VALUE, Math.nextDown(1.0), decay, "decay");
    Require.within(0, 1, margin, "margin");
    Require.atLeast(0, decays, "decays");
  }

  /**
   * The rates for sessions after the first: as many of the largest below the first session's rate
   * as are wanted, the largest first; the smallest of all if none is below it.
   *
   * @param all at least one
   * @param first the rate chosen for the first session
   */
  public static List<Double> ratesBelow(double first, List<Double> all, int wanted) {
    List<Double> descending = all.stream().sorted((a, b) -> Double.compare(b, a)).toList();
    List<Double> below = descending.stream().filter(rate -> rate < first).limit(wanted).toList();
    return below.isEmpty() ? descending.subList(descending.size() - 1, descending.size()) : below;
  }

  @Override
  public int most() {
    return rates.size() + 1 + decays;
  }

  @Override
  public Move next(List<Double> accuracies) {
    int done = accuracies.size();
    if (done < rates.size()) {
      return new Move.Try(setting(rates.get(done), 0));
    }
    List<Double> plastic = accuracies.subList(0, rates.size());
    int best = Search.best(plastic);
    int strengths = done - rates.size();
    boolean enough = strengths > 0 && accuracies.get(done - 1) >= (1 - margin) * plastic.get(best);
    if (enough || strengths > decays) {
      return new Move.Take(done - 1, setting(rates.get(best), strength(strengths - 1)));
    }
    return new Move.Try(setting(rates.get(best), strength(strengths)));
  }

  private double strength(int decayed) {
    double strength = start;
    for (int i = 0; i < decayed; i++) {
      strength *= decay;
    }
    return strength;
  }

  private Setting setting(double rate, double strength) {
    return new Setting(Map.of())
        .with(rateKey, Double.toString(rate))
        .with(strengthKey, Double.toString(strength));
  }
}
