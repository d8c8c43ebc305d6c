/** Images of earlier sessions, within a stated budget. */
@NullMarked
package org.palimpsest.memory;

import org.jspecify.annotations.NullMarked;
