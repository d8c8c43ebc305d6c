package org.palimpsest.sweep;

/**
 * Why a cell's process ended before its run was complete.
 *
 * @param exitCode of the process; 128 and more for a signal
 * @param message its last words
 */
public record Failure(int exitCode, String message) {}
