package org.palimpsest.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is freed with a scope, and what is not. */
class TensorsScopeTest {

  @Test
  void whatNd4jKeepsForAThreadOutlivesTheScopeOfItsFirstOperation() throws Exception {
    CompletableFuture<Double> sum = new CompletableFuture<>();
    Thread fresh =
        new Thread(
            () -> {
              try (PointerScope scope = Tensors.scope()) {
                added();
              }
              sum.complete(added());
            });
    fresh.setUncaughtExceptionHandler((thread, e) -> sum.completeExceptionally(e));
    fresh.start();
    assertThat(sum.get()).isEqualTo(8);
  }

  private static double added() {
    try (INDArray both = Nd4j.ones(2, 2).addiRowVector(Nd4j.ones(2))) {
      return both.sumNumber().doubleValue();
    }
  }
}
