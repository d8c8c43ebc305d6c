/** Differentiable functions of features that return a value and its gradient. */
@NullMarked
package org.palimpsest.loss;

import org.jspecify.annotations.NullMarked;
