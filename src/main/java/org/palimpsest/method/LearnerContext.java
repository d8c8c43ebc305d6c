package org.palimpsest.method;

import org.palimpsest.engine.Engine;
import org.palimpsest.tensor.Seeds;

/**
 * What a learner is built with, besides its own settings.
 *
 * @param engine that builds its networks
 * @param seeds of this run
 * @param channels of the images
 * @param height of the images, pixels
 * @param width of the images, pixels
 * @param totalClasses how many classes all sessions have together
 */
public record LearnerContext(
    Engine engine, Seeds seeds, int channels, int height, int width, int totalClasses) {}
