/** Many runs from one experiment file: the plan of cells, what becomes of each, who runs them. */
@NullMarked
package org.palimpsest.sweep;

import org.jspecify.annotations.NullMarked;
