package org.palimpsest.method.fit;

/**
 * What is trained after a session, on its images, while encoder and head stay as they are.
 *
 * @param spec whose optimiser and name the stage has; the encoder is frozen
 * @param plan how the images are gone through
 * @param trained what moves
 * @param loss what it minimises
 */
public record FollowUp(FitSpec spec, Epochs.Plan plan, Fit.Trained trained, Term loss) {}
