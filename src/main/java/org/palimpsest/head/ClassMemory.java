package org.palimpsest.head;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is remembered of every class seen: no image, only averages of features.
 *
 * @param prototypes mean of the L2-normalised embeddings of a class, {@code [classes, width]}
 * @param maps mean feature map of a class, {@code [classes, channels, height, width]}; empty where
 *     no head looks at maps
 */
public record ClassMemory(INDArray prototypes, INDArray maps) {

  /** This memory followed by the classes of another. */
  public ClassMemory and(ClassMemory next) {
    return new ClassMemory(
        Nd4j.concat(0, prototypes, next.prototypes),
        maps.isEmpty() ? maps : Nd4j.concat(0, maps, next.maps));
  }

  /** Number of classes remembered. */
  public int classes() {
    return Math.toIntExact(prototypes.size(0));
  }
}
