package org.palimpsest.sweep;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A number that somebody published, and what of ours stands beside it.
 *
 * @param name of the row, as the table has it
 * @param experiment whose runs answer it
 * @param metric full name, among a run's final ones or those of its last session
 * @param value as printed, in percent
 * @param decimals that are printed
 * @param error half the width of the published 95 % interval, in points; empty if nothing is
 *     printed from which it follows
 * @param runs that the published mean is over; 0 if that is not said
 * @param minutes that one of our runs takes on one thread, about
 * @param reason why ours may differ, or is not attempted; may be empty
 * @param attempted whether two processors can do it at all
 */
public record PublishedRow(
    String name,
    String experiment,
    String metric,
    double value,
    int decimals,
    OptionalDouble error,
    int runs,
    double minutes,
    Optional<String> reason,
    boolean attempted) {}
