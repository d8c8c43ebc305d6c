/** Shapes, seeds and the set-up of ND4J: what every other package may use. */
@NullMarked
package org.palimpsest.tensor;

import org.jspecify.annotations.NullMarked;
