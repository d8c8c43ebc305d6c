/**
 * Plots, pages and comparisons made from what runs left in their folders; nothing here needs a run
 * in memory, so that any finished or broken-off run can be reported again.
 */
@NullMarked
package org.palimpsest.report;

import org.jspecify.annotations.NullMarked;
