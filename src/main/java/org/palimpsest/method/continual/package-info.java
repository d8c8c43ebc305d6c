/** Methods that learn one session of classes after another. */
@NullMarked
package org.palimpsest.method.continual;

import org.jspecify.annotations.NullMarked;
