/** What a method is, and the list of them. */
@NullMarked
package org.palimpsest.method;

import org.jspecify.annotations.NullMarked;
