/**
 * Runs of several methods beside each other: which may be compared, by what test, in which table.
 */
@NullMarked
package org.palimpsest.report.compare;

import org.jspecify.annotations.NullMarked;
