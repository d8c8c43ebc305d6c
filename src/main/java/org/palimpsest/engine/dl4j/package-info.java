/** Trains with Deeplearning4j: architectures as computation graphs on ND4J's own operations. */
@NullMarked
package org.palimpsest.engine.dl4j;

import org.jspecify.annotations.NullMarked;
