/** Features to class scores. */
@NullMarked
package org.palimpsest.head;

import org.jspecify.annotations.NullMarked;
