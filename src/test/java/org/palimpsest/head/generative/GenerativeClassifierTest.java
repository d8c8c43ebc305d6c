package org.palimpsest.head.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.benchmark.ClassSet;
import org.palimpsest.engine.Features;
import org.palimpsest.tensor.KeptArrays;
import org.palimpsest.tensor.Purpose;
import org.palimpsest.tensor.Seeds;

class GenerativeClassifierTest {

  private static final ClassSet BOTH = ClassSet.range(0, 2);

  private static GenerativeClassifier head() {
    Vae.Shape shape = new Vae.Shape(3, List.of(4), 2, Vae.Observation.GAUSSIAN);
    GenerativeClassifier head = new GenerativeClassifier(shape, 5, new Seeds(1));
    Vae first = Vae.fresh(shape, "a", Purpose.HEAD, new Seeds(1).generator("a"));
    Vae second = Vae.fresh(shape, "b", Purpose.HEAD, new Seeds(1).generator("b"));
    Map<String, INDArray> saved = new LinkedHashMap<>();
    KeptArrays.under("class-0", first).forEach(kept -> saved.put(kept.name(), kept.array()));
    KeptArrays.under("class-1", second).forEach(kept -> saved.put(kept.name(), kept.array()));
    head.restore(saved);
    return head;
  }

  private static Features features(INDArray rows) {
    return new Features(Nd4j.empty(), rows);
  }

  @Test
  void anImagesScoresDoNotDependOnWhatItIsAskedTogetherWith() {
    GenerativeClassifier head = head();
    INDArray rows = Noise.normal(6, 3, new Seeds(2).generator("rows"));
    INDArray all = head.scores(features(rows), BOTH);
    INDArray last =
        head.scores(
            features(rows.get(NDArrayIndex.interval(4, 6), NDArrayIndex.all()).dup()),
            ClassSet.range(1, 2));
    for (int i = 0; i < 2; i++) {
      assertThat(last.getDouble(i, 0)).isCloseTo(all.getDouble(4 + i, 1), within(1e-5));
    }
  }

  @Test
  void onlyTheSessionsClassesAreTrainedWhereRowsAreItsOwn() {
    GenerativeClassifier head = head();
    assertThat(head.parameters()).hasSize(4);
    assertThat(head.parameters(ClassSet.range(1, 2)))
        .extracting(parameter -> parameter.name())
        .containsExactly("class-1.encoder", "class-1.decoder");
  }
}
