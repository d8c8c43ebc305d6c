package org.palimpsest.memory;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.conf.Part;

/** As many images of each class seen, drawn at the end of its session. */
final class RandomChoice implements Policy {

  static final Part<Policy> PART =
      new Part<>(
          "random", "van de Ven et al. 2022, section 4.3", "", section -> new RandomChoice());

  @Override
  public boolean isOnline() {
    return false;
  }

  @Override
  public int[] order(int images, Supplier<INDArray> embeddings, int count, RandomGenerator random) {
    int[] order = new int[images];
    Arrays.setAll(order, i -> i);
    for (int i = 0; i < Math.min(count, images - 1); i++) {
      int j = i + random.nextInt(images - i);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return Arrays.copyOf(order, Math.min(count, images));
  }
}
