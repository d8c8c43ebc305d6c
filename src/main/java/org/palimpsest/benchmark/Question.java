package org.palimpsest.benchmark;

import org.palimpsest.data.Samples;

/**
 * What a learner is asked at once: to tell these images apart among these classes.
 *
 * @param tested the session that the images are from
 * @param query the images; their classes are not looked at by who answers
 * @param among the classes that scores are wanted for
 */
public record Question(int tested, Samples query, ClassSet among) {}
