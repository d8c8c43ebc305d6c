/** Plots, tables and the page. */
@NullMarked
package org.palimpsest.report;

import org.jspecify.annotations.NullMarked;
