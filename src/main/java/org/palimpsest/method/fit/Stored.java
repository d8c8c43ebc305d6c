package org.palimpsest.method.fit;

import org.bytedeco.pytorch.Tensor;
import org.palimpsest.data.Samples;

/**
 * Stored images that a term drew for itself, beside the step's batch.
 *
 * @param slots of them in the memory
 * @param images {@code [drawn, channels, height, width]}, normalised and augmented
 */
@SuppressWarnings("ArrayRecordComponent") // plain positions; compared by nobody
public record Stored(int[] slots, Samples samples, Tensor images) {}
