/** Training: the one loop over batches, and what it is put together from. */
@NullMarked
package org.palimpsest.method.fit;

import org.jspecify.annotations.NullMarked;
