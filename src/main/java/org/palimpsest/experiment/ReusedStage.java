package org.palimpsest.experiment;

/**
 * A stage whose outcome was taken over from another run instead of being trained anew.
 *
 * @param session it belongs to
 * @param stage its name
 * @param key SHA-256 that names the outcome under {@code .stages}
 * @param run the id of the run that trained it
 * @param trainingSeconds that run spent on it
 */
public record ReusedStage(
    int session, String stage, String key, String run, double trainingSeconds) {}
