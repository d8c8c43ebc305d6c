package org.palimpsest.method.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.tensor.Kept;
import org.palimpsest.tensor.Seeds;

class StoredCodesTest {

  private static final INDArray MEANS = Nd4j.createFromArray(new float[][] {{1, 0}, {3, 4}});
  private static final INDArray VARIANCES = Nd4j.createFromArray(new float[][] {{2, 0}, {4, 1}});

  private static StoredCodes codes(StoredCodes.Form form, int perClass) {
    StoredCodes codes = new StoredCodes(form, perClass);
    codes.add(5, MEANS, VARIANCES, new Seeds(1).generator("codes"));
    codes.add(7, MEANS.add(10), VARIANCES, new Seeds(2).generator("codes"));
    return codes;
  }

  private static INDArray kept(StoredCodes codes, String name) {
    return codes.kept().stream()
        .filter(kept -> kept.name().equals(name))
        .findFirst()
        .orElseThrow()
        .array();
  }

  @Test
  void aGaussianHasTheMomentsOfAllCodesOfItsClass() {
    StoredCodes codes = codes(StoredCodes.Form.GAUSSIAN, 1);
    assertThat(kept(codes, "centres").toFloatMatrix())
        .isDeepEqualTo(new float[][] {{2, 2}, {12, 12}});
    // Variance of the means, 1 and 4, and mean of the variances, 3 and 1/2
    assertThat(kept(codes, "deviations").getRow(0).toDoubleVector())
        .containsExactly(new double[] {2, Math.sqrt(4.5)}, within(1e-6));
    var random = new Seeds(3).generator("draw");
    StoredCodes.Drawn drawn = codes.draw(4000, random);
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < 4000; i++) {
      if (drawn.classes()[i] == 5) {
        double value = drawn.codes().getDouble(i, 0) - 2;
        sum += value;
        squares += value * value;
        count++;
      }
    }
    assertThat(count).isBetween(1850, 2150);
    assertThat(sum / count).isCloseTo(0, within(0.15));
    assertThat(squares / count).isCloseTo(4, within(0.4));
  }

  @Test
  void storedCodesComeBackAsTheyAre() {
    StoredCodes codes = codes(StoredCodes.Form.STORED, 1);
    assertThat(kept(codes, "centres").size(0)).isEqualTo(2);
    StoredCodes.Drawn drawn = codes.draw(50, new Seeds(3).generator("draw"));
    for (int i = 0; i < 50; i++) {
      double first = drawn.codes().getDouble(i, 0);
      assertThat(first)
          .isIn(drawn.classes()[i] == 5 ? new Double[] {1.0, 3.0} : new Double[] {11.0, 13.0});
    }
  }

  @Test
  void goesOnFromWhatItKept() {
    for (StoredCodes.Form form : StoredCodes.Form.values()) {
      StoredCodes codes = codes(form, 2);
      Map<String, INDArray> saved = new HashMap<>();
      for (Kept kept : codes.kept()) {
        saved.put(kept.name(), kept.array());
      }
      StoredCodes restored = new StoredCodes(form, 2);
      assertThat(restored.isEmpty()).isTrue();
      restored.restore(saved);
      assertThat(restored.draw(9, new Seeds(4).generator("draw")).codes())
          .isEqualTo(codes.draw(9, new Seeds(4).generator("draw")).codes());
    }
  }
}
