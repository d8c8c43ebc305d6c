package org.palimpsest.method;

/**
 * What a try of some settings came to, on held-out images.
 *
 * @param session ahead of which it was made
 * @param setting that it had, {@code key = value, key = value}
 * @param correct right answers
 * @param total images asked about, each as often as it was asked about
 * @param taken whether this setting was taken
 */
public record Trial(int session, String setting, long correct, long total, boolean taken) {}
