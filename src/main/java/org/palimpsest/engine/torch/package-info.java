/** The default engine: libtorch on the memory of ND4J. */
@NullMarked
package org.palimpsest.engine.torch;

import org.jspecify.annotations.NullMarked;
