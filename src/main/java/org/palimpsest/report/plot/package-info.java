/**
 * Pictures of numbers: the plots, the two canvases they are painted on, and how numbers are
 * written.
 */
@NullMarked
package org.palimpsest.report.plot;

import org.jspecify.annotations.NullMarked;
