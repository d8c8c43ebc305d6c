package org.palimpsest.head;

import org.palimpsest.tensor.Seeds;

/**
 * What a head is built for.
 *
 * @param width of the embedding
 * @param channels of the feature map
 * @param classes of the whole experiment
 * @param seeds of the run
 */
public record HeadShape(int width, int channels, int classes, Seeds seeds) {}
