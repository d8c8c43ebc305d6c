package org.palimpsest.method.fit;

/**
 * A term in use.
 *
 * @param name under which it is measured and kept
 * @param text name and settings; terms with equal texts do the same
 */
public record NamedTerm(String name, String text, Term term) {}
