/** Choosing a learner's settings without a look at test images or at sessions to come. */
@NullMarked
package org.palimpsest.method.tuning;

import org.jspecify.annotations.NullMarked;
