package org.palimpsest.method;

/**
 * A published method: the parts that it is made of and their published values.
 *
 * @param name in configurations, {@code learner.method}
 * @param source paper, with section or page of the values
 * @param values HOCON, below what a file says and above the defaults
 */
public record Preset(String name, String source, String values) {}
