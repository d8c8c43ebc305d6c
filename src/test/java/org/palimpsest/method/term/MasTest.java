package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.benchmark.Scenario;
import org.palimpsest.data.Samples;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Softmax;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;

class MasTest {

  /**
   * Images of 1 and 0.2, a row of weight 1 and bias -0.6, another of 0: logits 0.4 and -0.4. The
   * gradient of the square is 2 z x with respect to the weight: 0.8 and -0.16; of the length it is
   * x sign(z).
   */
  @ParameterizedTest
  @CsvSource({
    "SQUARED, 1, 0.48",
    "SQUARED, 2, 0.32",
    "MEAN_SQUARED, 1, 0.24",
    "MEAN_SQUARED, 2, 0.16",
    "LENGTH, 1, 0.6",
    "LENGTH, 2, 0.4"
  })
  void signsCancelInABatchOnly(Mas.Of of, int group, double expected) {
    Samples samples = Tiny.images(new int[][] {{255}, {51}, {0}}, 0, 1, 2);
    Model model =
        Tiny.model(
            Tiny.identity(1), "linear", Scenario.CLASS_INCREMENTAL, Tiny.sessions(samples, 2, 1));
    Tiny.rows(model).values().assign(0).putScalar(0, 0, 1).putScalar(0, 1, -0.6);
    // The third row is no class of the session's, whatever it is.
    Tiny.rows(model).values().putScalar(2, 0, 9);
    Term mas = new Mas(2, 1, 1, of, group, OptionalInt.empty());
    mas.end(Tiny.phase(model, 0, Softmax.SEEN));
    Kept importance =
        mas.kept().stream()
            .filter(kept -> kept.name().equals("classifier.importance"))
            .findFirst()
            .orElseThrow();
    assertThat(importance.array().getDouble(0, 0)).isCloseTo(expected, within(1e-5));
    assertThat(importance.array().getDouble(2, 0)).isZero();
  }
}
