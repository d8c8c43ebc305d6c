/** Typed reading of HOCON, with every problem found at once and traced to its file and line. */
@NullMarked
package org.palimpsest.conf;

import org.jspecify.annotations.NullMarked;
