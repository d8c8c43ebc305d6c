/** Addends of the training loss, and what is done to gradients; none of them knows a method. */
@NullMarked
package org.palimpsest.method.term;

import org.jspecify.annotations.NullMarked;
