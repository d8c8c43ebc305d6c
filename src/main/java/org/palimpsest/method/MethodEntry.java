package org.palimpsest.method;

import java.util.function.Function;
import org.palimpsest.conf.Section;

/**
 * One method in the list of methods.
 *
 * @param name in configurations
 * @param summary one line for people
 * @param reader of the root section of an experiment; records problems there rather than throwing
 */
public record MethodEntry(String name, String summary, Function<Section, LearnerFactory> reader) {}
