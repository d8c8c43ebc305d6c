package org.palimpsest.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both outputs of a network.
 *
 * @param map {@code [batch, channels, height, width]}
 * @param embedding {@code [batch, width]}; the flattened map of a network without a tail
 */
public record Features(INDArray map, INDArray embedding) {}
