package org.palimpsest.method.continual;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.palimpsest.data.Samples;
import org.palimpsest.memory.ExemplarMemory;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Shuffle;

/** Shows a memory a session's images all at once. */
final class Filling {

  private Filling() {}

  /** In an order of chance for a memory that takes images as they come. */
  static void fill(ExemplarMemory memory, Phase phase) {
    Samples train = phase.session().train();
    if (memory.policy().isOnline()) {
      int[] order = Shuffle.of(train.size(), phase.random("memory-order"));
      memory.offer(train.at(order), Nd4j.empty(DataType.FLOAT), phase.random("memory"));
    } else {
      memory.fill(
          train,
          phase.session().index(),
          phase.session().seen().size(),
          samples -> phase.features(samples, false).embedding(),
          phase.random("memory"));
    }
  }
}
